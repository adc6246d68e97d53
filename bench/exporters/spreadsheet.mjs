// The known table as a flat spreadsheet of OpenDocument, its cells in the formats that people give them.
import { columns, rows } from './known.mjs';

const number = (places, more = '') =>
  `<number:number number:decimal-places="${places}" number:min-decimal-places="${places}" number:min-integer-digits="1"${more}/>`;
const date =
  '<number:day number:style="long"/><number:text>.</number:text><number:month number:style="long"/><number:text>.</number:text><number:year number:style="long"/>';
const time =
  '<number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/><number:text>:</number:text><number:seconds number:style="long"/>';

/** By column: the sort of its style, and what is in it. Others are as the program likes them. */
const styles = {
  height: ['number', number(1)],
  income: [
    'currency',
    `${number(2, ' number:grouping="true"')}<number:text> </number:text><number:currency-symbol number:language="de" number:country="DE">€</number:currency-symbol>`,
  ],
  conc: [
    'number',
    '<number:scientific-number number:decimal-places="3" number:min-decimal-places="3" number:min-integer-digits="1" number:min-exponent-digits="2"/>',
  ],
  pop: ['number', number(0, ' number:grouping="true"')],
  member: ['boolean', '<number:boolean/>'],
  day: ['date', date],
  stamp: ['date', `${date}${time}`],
  share: ['percentage', `${number(2)}<number:text>%</number:text>`],
};

function styled(name) {
  const style = styles[name];
  if (style === undefined) return '';
  const [sort, inside] = style;
  return `<number:${sort}-style style:name="N${name}">${inside}</number:${sort}-style><style:style style:name="${name}" style:family="table-cell" style:data-style-name="N${name}"/>`;
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** An infinity is the quotient that it comes from, which spreadsheets show as an error. */
function cell(value, name) {
  const style = styles[name] === undefined ? '' : ` table:style-name="${name}"`;
  if (value === undefined) return '<table:table-cell/>';
  if (typeof value === 'boolean')
    return `<table:table-cell${style} office:value-type="boolean" office:boolean-value="${value}"/>`;
  if (name === 'day' || name === 'stamp')
    return `<table:table-cell${style} office:value-type="date" office:date-value="${value.replace(' ', 'T')}"/>`;
  if (typeof value === 'string')
    return `<table:table-cell${style} office:value-type="string"><text:p>${escaped(value)}</text:p></table:table-cell>`;
  if (!Number.isFinite(value))
    return `<table:table-cell${style} table:formula="of:=${value > 0 ? 1 : -1}/0" office:value-type="float"/>`;
  const [sort] = styles[name] ?? ['float'];
  return `<table:table-cell${style} office:value-type="${sort === 'percentage' || sort === 'currency' ? sort : 'float'}" office:value="${value}"/>`;
}

const namespaces = ['office', 'style', 'text', 'table']
  .map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`)
  .concat(
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"',
    'xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"',
  );

export function flatSpreadsheet() {
  const row = (cells) => `<table:table-row>${cells.join('')}</table:table-row>`;
  const header = row(columns.map((name) => cell(name)));
  const body = rows.map((values) => row(columns.map((name) => cell(values[name], name))));
  return `<?xml version="1.0" encoding="UTF-8"?>
<office:document ${namespaces.join(' ')} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles>${columns.map(styled).join('\n')}</office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="given">
${[header, ...body].join('\n')}
</table:table></office:spreadsheet></office:body>
</office:document>
`;
}
