/**
 * Checks the frames of a byte stream of the protocol: headers `Name: value`, one of them `Content-Length`, an empty
 * line, and as many bytes of content (Language Server Protocol 3.17, "Base Protocol"). Without a check, a reader that
 * lost its place waits for a frame that never comes.
 */

/** Maximum length of a frame's headers, in bytes. Real clients send a few dozen. */
const LONGEST_HEADERS = 4096;
/** Maximum length of a frame's content, in bytes: no string holds more. */
const LONGEST_CONTENT = 2 ** 29;

const LF = 10;

export class FrameCheck {
  private headers = '';
  /** Number of content bytes still to come. */
  private content = 0;

  /**
   * Checks the next bytes of the stream.
   * @returns a sentence about the fault of the stream; undefined as long as there is none
   */
  accept(bytes: Uint8Array): string | undefined {
    for (let at = 0; at < bytes.length;) {
      if (this.content > 0) {
        const taken = Math.min(this.content, bytes.length - at);
        this.content -= taken;
        at += taken;
        continue;
      }
      this.headers += String.fromCharCode(bytes[at]);
      if (this.headers.length > LONGEST_HEADERS)
        return `A message begins with more than ${LONGEST_HEADERS} bytes of headers.`;
      if (bytes[at++] !== LF) continue;
      const problem = this.endLine();
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  private endLine(): string | undefined {
    const lines = this.headers.split('\r\n');
    if (lines.at(-1) !== '') return 'A header of a message does not end with CR LF.';
    const line = lines.at(-2) ?? '';
    if (line !== '') return /^[!-9;-~]+:[^\r\n]*$/.test(line) ? undefined : 'A message does not begin with headers.';
    const lengths = lines.flatMap((each) => /^content-length:\s*(\d+)\s*$/i.exec(each)?.[1] ?? []);
    if (lengths.length !== 1) return 'A message has no Content-Length that is a number.';
    this.content = Number(lengths[0]);
    this.headers = '';
    return this.content > LONGEST_CONTENT ? `A message has a Content-Length of ${this.content} bytes.` : undefined;
  }
}
