/** Explanations of the codes of findings, from the page that explains them. */

/** Explanation of a code. */
export interface RuleText {
  /** The first paragraph of the section, without markup. */
  readonly text: string;
  /** The whole section in Markdown, without pictures and links to other pages. */
  readonly markdown: string;
}

/** Reads the explanations. @param lines lines of docs/findings.md, which has a heading for each code */
export function ruleTexts(lines: readonly string[]): ReadonlyMap<string, RuleText> {
  const sections = new Map<string, string[]>();
  let section: string[] | undefined;
  for (const line of lines) {
    const [, code] = /^## (\S+)$/.exec(line) ?? [];
    if (code !== undefined) sections.set(code, (section = []));
    else if (!line.startsWith('![')) section?.push(line);
  }
  return new Map([...sections].map(([code, content]) => [code, ruleText(content.join('\n').trim())]));
}

function ruleText(section: string): RuleText {
  const markdown = section.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');
  const [paragraph] = markdown.split('\n\n', 1);
  return { text: paragraph.replace(/\s+/g, ' ').replace(/(?<!\w)_([^_]+)_(?!\w)|`([^`]+)`/g, '$1$2'), markdown };
}
