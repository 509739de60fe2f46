// The query page: choose who you are, take or write a question, read the answer.
//
// Answers are children's data. They live in this page's memory only: nothing goes to storage,
// cookies, the URL or the history, and choosing another person clears the last answer. Data
// reaches the page as text nodes only, never as markup.

// --- Helpers

const $ = (id) => document.getElementById(id);

/** `el('p.hint', { title: 'Why' }, 'Text', [more, nodes])`; properties may be left out, null is no child. */
function el(tag, ...children) {
  const [name, className = ''] = tag.split('.');
  const node = Object.assign(document.createElement(name), { className });
  if (isObject(children[0]) && !(children[0] instanceof Node)) {
    for (const [key, value] of Object.entries(children.shift())) {
      if (key in node) node[key] = value;
      else node.setAttribute(key, value);
    }
  }
  node.append(...children.flat(Infinity).filter((child) => child != null));
  return node;
}
const button = (label, onclick, more) => el('button', { type: 'button', onclick, ...more }, label);

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** A text that may be withheld or shredded: `{ value, state }`. */
const isPersonal = (value) => isObject(value) && 'value' in value && 'state' in value;
const upperFirst = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const pretty = (value) => JSON.stringify(value, null, 2);
const readableSize = (bytes) =>
  bytes < 1e3 ? `${bytes} B` : bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

/** `triagedWithin7Days` → `Triaged within 7 days` */
const humanise = (name) =>
  upperFirst(String(name).replace(/([a-z\d])(?=[A-Z])|([a-z])(?=\d)|[._-]+/g, '$1$2 ').toLowerCase());

/** Norwegian time wherever the reader sits, for deadlines are counted in it. A bare date stays one. */
const norwegianTime = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', dateStyle: 'short', timeStyle: 'short' });
const localTime = (text) =>
  /^\d{4}-\d\d-\d\dT/.test(text) && Date.parse(text) ? norwegianTime.format(Date.parse(text)) : String(text ?? '');

// --- Colours and faults of text

// Each group of a pattern has the class of the same place; what lies between stays plain.
const GRAPHQL = {
  pattern: /(#.*)|("""[^]*?"""|"(?:\\.|[^"\\\n])*"?)|(\$\w+|\b\d[\d.]*)|(@\w+|\b(?:query|mutation|subscription|fragment|on|true|false|null)\b)/g,
  classes: ['remark', 'string', 'number', 'keyword'],
};
const JSON_TEXT = {
  pattern: /("(?:\\.|[^"\\\n])*")(?=\s*:)|("(?:\\.|[^"\\\n])*"?)|(-?\b\d[\d.eE+-]*)|\b(true|false|null)\b/g,
  classes: ['field', 'string', 'number', 'keyword'],
};

function coloured(text, { pattern, classes }) {
  const fragment = document.createDocumentFragment();
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    const className = classes[match.slice(1).findIndex((group) => group !== undefined)];
    fragment.append(text.slice(done, match.index), el('span', { className, textContent: match[0] }));
    done = match.index + match[0].length;
  }
  fragment.append(text.slice(done));
  return fragment;
}

/** Where JSON goes wrong, in words. JSON.parse refuses too, but not every browser says where. */
function jsonFault(text) {
  let at = 0;
  const take = (pattern, wanted) => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) throw new SyntaxError(wanted);
    at = pattern.lastIndex;
    blank.lastIndex = at;
    at += blank.exec(text)[0].length;
  };
  const blank = /[ \t\r\n]*/y;
  const string = () => take(/"(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})|[^"\\\u0000-\u001f])*"/y, 'a text in double quotes');
  const list = (open, close, closing, item) => {
    take(open, '');
    if (text[at] !== closing) {
      item();
      while (text[at] === ',') {
        take(/,/y, '');
        item();
      }
    }
    take(close, `a comma or ${closing}`);
  };
  const value = () => {
    if (text[at] === '{') list(/\{/y, /\}/y, '}', () => { string(); take(/:/y, 'a colon'); value(); });
    else if (text[at] === '[') list(/\[/y, /\]/y, ']', value);
    else if (text[at] === '"') string();
    else take(/true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y, 'a value');
  };
  try {
    take(/^/y, '');
    value();
    take(/$/y, 'nothing more');
    return null;
  } catch ({ message }) {
    const lines = text.slice(0, at).split('\n');
    return `Line ${lines.length}, column ${lines.at(-1).length + 1}: expected ${message}.`;
  }
}

// --- Editor: a textarea above a coloured copy of its text

function editor(field, colours) {
  const gutter = el('pre.gutter', { 'aria-hidden': 'true' });
  const copy = el('pre.colours', { 'aria-hidden': 'true' });
  field.before(gutter, copy);
  let leaving = false; // after Esc, Tab is the browser's again

  const scroll = () => {
    copy.scrollTop = gutter.scrollTop = field.scrollTop;
    copy.scrollLeft = field.scrollLeft;
  };
  const paint = () => {
    // Colouring anew on each key goes unnoticed for queries; for a pasted book it would not.
    copy.replaceChildren(field.value.length > 50_000 ? field.value : coloured(field.value, colours));
    gutter.textContent = field.value.split('\n').map((_, line) => line + 1).join('\n');
    scroll();
  };
  // The browser's undo remembers what a script writes only when it is written this way.
  const insert = (text) => document.execCommand('insertText', false, text);

  field.addEventListener('input', paint);
  field.addEventListener('scroll', scroll);
  field.addEventListener('blur', () => { leaving = false; });
  field.addEventListener('keydown', (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey && !event.isComposing;
    if (event.key === 'Tab' && plain && !leaving) {
      event.preventDefault();
      insert('  ');
    } else if (event.key === 'Enter' && plain) {
      event.preventDefault();
      const line = field.value.slice(0, field.selectionStart).split('\n').at(-1);
      insert(`\n${line.match(/^ */)[0]}${/[{[(]\s*$/.test(line) ? '  ' : ''}`);
    }
    if (event.key !== 'Shift') leaving = event.key === 'Escape';
  });

  return {
    field,
    /** Replaces the text, undoably, and leaves the focus where it was. */
    write(text) {
      if (!field.value) {
        field.value = text;
        paint();
        return;
      }
      const focused = document.activeElement;
      field.focus({ preventScroll: true });
      field.select();
      insert(text);
      field.setSelectionRange(0, 0);
      field.scrollTop = 0;
      if (focused === document.body) field.blur();
      else focused.focus({ preventScroll: true });
    },
    goTo(line, column) {
      const start = field.value.split('\n').slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, column - 1);
      field.focus();
      field.setSelectionRange(start, start + 1);
    },
  };
}

const query = editor($('query'), GRAPHQL);
const variables = editor($('variables'), JSON_TEXT);

/** The variables, or null with the reason shown beneath the field. */
function readVariables() {
  const text = variables.field.value;
  let value = null;
  let fault = '';
  try {
    value = JSON.parse(text.trim() || '{}');
    if (!isObject(value)) fault = 'Variables are one JSON object: { "name": value }.';
  } catch ({ message }) {
    fault = jsonFault(text) ?? message;
  }
  variables.field.setAttribute('aria-invalid', String(fault !== ''));
  $('variables-fault').textContent = fault;
  return fault ? null : value;
}
variables.field.addEventListener('input', readVariables);

/** The operation the caret stands in, where a document has several. */
function operationName() {
  const operations = [...query.field.value.matchAll(/^\s*(?:query|mutation|subscription)\s+(\w+)/gm)];
  const here = operations.findLast(({ index }) => index <= query.field.selectionStart) ?? operations[0];
  return here?.[1];
}

// --- The server

let token = null; // of whoever asks; in memory only
let person = null; // { municipality, unit, sees } of whoever asks, as far as known
let demo = null; // the answer of /demo/people; null outside the demo

const httpWords = (status) => ({
  401: 'The token is missing, expired or not valid here. In the demo, reload the page for a fresh one.',
  403: 'Whoever is asking may not do this.',
  413: 'The request is too large.',
  429: 'Too many requests; wait a little.',
})[status] ?? (status >= 500 ? 'The server failed.' : 'The server refused the request.');

async function post(body, signal) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
    cache: 'no-store',
    credentials: 'omit',
    signal,
  });
  const bytes = await response.arrayBuffer();
  const text = new TextDecoder().decode(bytes);
  let answer = null;
  try {
    answer = JSON.parse(text);
  } catch {
    // Not JSON, a proxy's page perhaps: the caller shows the status and the text.
  }
  return { status: response.status, ok: response.ok, size: bytes.byteLength, text, answer };
}

// --- Schema: read once per person, for each may see a different one

const REFERENCE = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }';
const INPUT = `name description defaultValue type { ${REFERENCE} }`;
const INTROSPECTION = `query Schema { __schema {
  queryType { name } mutationType { name } subscriptionType { name }
  types {
    kind name description possibleTypes { name } inputFields { ${INPUT} }
    fields(includeDeprecated: true) { name description isDeprecated deprecationReason type { ${REFERENCE} } args { ${INPUT} } }
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  }
} }`;

const schemas = new Map(); // token → promise of { types, roots }

function loadSchema() {
  const asker = token;
  if (!schemas.has(asker)) {
    const loading = post({ query: INTROSPECTION, operationName: 'Schema' }).then(({ status, answer }) => {
      const raw = answer?.data?.__schema;
      if (!raw) throw new Error(answer?.errors?.[0]?.message ?? httpWords(status));
      const types = new Map(raw.types.map((type) => [type.name, type]));
      const root = (operation) => [operation, types.get(raw[`${operation}Type`]?.name)];
      return { types, roots: Object.fromEntries(['query', 'mutation', 'subscription'].map(root)) };
    });
    loading.catch(() => schemas.delete(asker)); // the next look tries again
    schemas.set(asker, loading);
  }
  return schemas.get(asker);
}

const namedType = ({ ofType, name }) => (ofType ? namedType(ofType) : name);
const typeText = ({ kind, name, ofType }) =>
  kind === 'NON_NULL' ? `${typeText(ofType)}!` : kind === 'LIST' ? `[${typeText(ofType)}]` : name ?? '…';
const isRequired = ({ type, defaultValue }) => type.kind === 'NON_NULL' && defaultValue == null;
const isLeaf = (type) => type?.kind === 'SCALAR' || type?.kind === 'ENUM';
const rootField = (schema, operation, name) => schema?.roots[operation]?.fields.find((field) => field.name === name);

/**
 * A selection of a type's plain fields and of small objects made of such (a personal text, an
 * actor). `deeper` takes other objects in as well, that many levels down.
 */
function plainFields({ types }, type, deeper = 0) {
  const typeOf = (field) => types.get(namedType(field.type));
  const select = (field, levels) => `${field.name} { ${plainFields({ types }, typeOf(field), levels)} }`;
  if (type?.possibleTypes?.length) {
    const members = type.possibleTypes.map(({ name }) => `... on ${name} { ${plainFields({ types }, types.get(name))} }`);
    return `__typename ${members.join(' ')}`;
  }
  const fields = type?.fields?.filter((field) => !field.isDeprecated && !field.args.some(isRequired)) ?? [];
  const edges = fields.find(({ name }) => name === 'edges');
  if (edges) {
    const node = typeOf(edges).fields.find(({ name }) => name === 'node');
    return `edges { ${select(node, deeper)} } pageInfo { hasNextPage endCursor }`;
  }
  const parts = fields.map((field) => {
    const inner = typeOf(field);
    if (isLeaf(inner)) return field.name;
    const isSmall = inner?.fields?.length <= 4 && inner.fields.every((part) => isLeaf(typeOf(part)));
    return isSmall || deeper > 0 ? select(field, deeper - 1) : '';
  });
  return parts.filter(Boolean).join(' ') || '__typename';
}

/** Writes a template out: `*` stands for the plain fields of the type around it. */
function expand(schema, template) {
  const enclosing = [];
  let next = null;
  const written = template.replace(/\([^)]*\)|\.\.\. on|\w+|[{}*]/g, (part) => {
    if (part === '{') enclosing.push(next);
    else if (part === '}') enclosing.pop();
    else if (part === '*') return schema ? plainFields(schema, enclosing.at(-1)) : '__typename';
    else if (enclosing.length === 0) next = schema?.roots[part] ?? next;
    else {
      const field = enclosing.at(-1)?.fields?.find(({ name }) => name === part);
      if (field) next = schema.types.get(namedType(field.type));
    }
    return part;
  });
  return layOut(written);
}

/** Breaks generated text into lines: plain fields share one, a short selection stays on its own. */
function layOut(text) {
  const opening = String.raw`(?:(?:query|mutation|subscription|\.\.\. on) )?\w+ ?(?:\([^)]*\) ?)?\{`;
  const parts = new RegExp(`${opening}[^{}()]{1,70}\\}|${opening}|\\}|\\w+`, 'g');
  const lines = [];
  let depth = 0;
  let afterWord = false;
  for (const [part] of text.replace(/\s+/g, ' ').matchAll(parts)) {
    const isWord = /^\w+$/.test(part);
    if (part === '}') depth -= 1;
    if (isWord && afterWord && lines.at(-1).length < 70) lines[lines.length - 1] += ` ${part}`;
    else lines.push('  '.repeat(depth) + part);
    if (part.endsWith('{')) depth += 1;
    afterWord = isWord;
  }
  return lines.join('\n');
}

/** A value for an input: known ones by their name, the rest so that the type is right. */
function sample(schema, reference, name, known) {
  if (known[name] !== undefined) return known[name];
  if (reference.kind === 'NON_NULL') return sample(schema, reference.ofType, name, known);
  if (reference.kind === 'LIST') return [sample(schema, reference.ofType, name, known)];
  const type = schema.types.get(reference.name);
  if (type?.kind === 'ENUM') return type.enumValues[0].name;
  if (type?.kind === 'INPUT_OBJECT') {
    const wanted = type.inputFields.filter((field) => isRequired(field) || known[field.name] !== undefined);
    return Object.fromEntries(wanted.map((field) => [field.name, sample(schema, field.type, field.name, known)]));
  }
  const scalars = { Int: 1, Float: 1, Boolean: false, Date: known.today, DateTime: known.now, String: 'Example' };
  return scalars[reference.name] ?? '';
}

/** A whole operation for one root field, with values for what it requires. */
function skeleton(schema, operation, field, known) {
  const given = field.args.filter((argument) => isRequired(argument) || argument.name === 'after');
  const declared = given.map(({ name, type }) => `$${name}: ${typeText(type)}`).join(', ');
  const passed = given.map(({ name }) => `${name}: $${name}`).join(', ');
  const result = schema.types.get(namedType(field.type));
  const values = given.filter(isRequired).map(({ name, type }) =>
    [name, sample(schema, type, name, { ...known, id: known[`${field.name}Id`] })]);
  return {
    text: layOut(`${operation} ${upperFirst(field.name)}${declared && `(${declared})`} {
      ${field.name}${passed && `(${passed})`}
      ${isLeaf(result) ? '' : `{ ${plainFields(schema, result, 1)} }`} }`),
    variables: Object.fromEntries(values),
  };
}

// --- Ready-made questions
//
// A question is a template (see `expand`) with its variables. A command is a mutation's name: its
// text and input are read off the schema, so that a new required field turns up by itself.

const HISTORY = 'history(first: 100, after: $after) { edges { cursor node { * } } pageInfo { hasNextPage endCursor } }';
const STATISTICS = `query Statistics($municipality: String!, $from: Date!, $to: Date!, $groupBy: [ReportDimension!]) {
  reportStatistics(municipality: $municipality, period: {from: $from, to: $to}, groupBy: $groupBy) {
    position definitionVersion
    rows { key { dimension code label } reportsTotal reportsNew dismissed dismissalRate triagedWithin7Days } } }`;
const statistics = (years, groupBy) => ({ municipality, today }) =>
  ({ municipality, from: `${today.slice(0, 4) - years}-01-01`, to: today, groupBy });

const EXAMPLES = [
  {
    title: 'A child’s case with its full history',
    note: 'Everything recorded in one case, in the ledger’s order. Reading it is itself recorded.',
    field: 'case',
    query: `query CaseWithHistory($id: ID!, $after: String) { case(id: $id) {
      id unit level status openedOn lastActivityAt
      child { name { value state } nationalId { value state } }
      consents { * } reports { * } ${HISTORY} } }`,
    variables: ({ caseId }) => ({ id: caseId }),
  },
  {
    title: 'A level-2 escalation and the consent it rests on',
    note: 'Who lifted the case, when, why, and which consent stood at that moment.',
    field: 'case',
    query: `query Escalation($id: ID!, $after: String) { case(id: $id) { id unit level status consents { * } ${HISTORY} } }`,
    variables: ({ escalatedCaseId }) => ({ id: escalatedCaseId }),
  },
  {
    title: 'What changed in a case, and by which events',
    note: 'Field by field between two moments, here from the ledger’s first event up to now.',
    field: 'case',
    query: `query Changes($id: ID!, $from: AsOfInput!) { case(id: $id) { diff(from: $from) {
      fromVersion toVersion changes { path label kind before after causes { position summary } } } } }`,
    variables: ({ escalatedCaseId }) => ({ id: escalatedCaseId, from: { position: 1 } }),
  },
  {
    title: 'Report dismissal rate per year',
    note: 'Concern reports dismissed at triage. With the position and the definition’s version the figure can be recomputed.',
    field: 'reportStatistics',
    query: STATISTICS,
    variables: statistics(4, ['YEAR']),
  },
  {
    title: 'Reports by quarter and reporter',
    note: 'Who reports, and how their reports fare.',
    field: 'reportStatistics',
    query: STATISTICS,
    variables: statistics(1, ['QUARTER', 'REPORTER']),
  },
  {
    title: 'A report at the child welfare service',
    note: 'One concern report, from receipt to triage.',
    field: 'report',
    query: 'query Report($id: ID!) { report(id: $id) { * } }',
    variables: ({ reportId }) => ({ id: reportId }),
  },
  {
    title: 'Cases I may see',
    note: 'Which cases appear depends on role and unit.',
    field: 'cases',
    query: `query Cases($after: String) { cases(first: 20, after: $after) {
      edges { node { id unit level status openedOn lastActivityAt child { name { value state } } } }
      pageInfo { hasNextPage endCursor } } }`,
    variables: () => ({}),
  },
  {
    title: 'The municipality’s ledger from the start',
    note: 'Every event in commit order, without gaps.',
    field: 'ledger',
    query: `query Ledger($municipality: String!, $after: String) { ledger(municipality: $municipality) {
      position ${HISTORY.replace('history', 'entries')} } }`,
    variables: ({ municipality }) => ({ municipality }),
  },
  {
    title: 'The ledger as it stood at New Year',
    note: 'What was recorded by an instant, and nothing that came after. The position says the same moment exactly.',
    field: 'ledger',
    query: `query LedgerThen($municipality: String!, $asOf: AsOfInput, $after: String) {
      ledger(municipality: $municipality, asOf: $asOf) { position asOf { * } ${HISTORY.replace('history', 'entries')} } }`,
    variables: ({ municipality, today }) => ({ municipality, asOf: { at: `${today.slice(0, 4)}-01-01T00:00:00Z` } }),
  },
  {
    title: 'Raise a concern',
    note: 'A command: it appends to the ledger. Run again with the same commandId, it appends nothing more.',
    command: 'raiseConcern',
  },
  {
    title: 'Log an observation',
    note: 'A command: what was seen or heard, not what it might mean. The same commandId never appends twice.',
    command: 'logObservation',
  },
];

/** What questions and skeletons can fill in, by name. */
function knownValues() {
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  return {
    ...demo?.examples?.[person?.municipality ?? demo?.municipalities?.[0]?.number],
    municipality: person?.municipality ?? demo?.municipalities?.[0]?.number,
    unit: person?.unit ?? undefined,
    now,
    today: now.slice(0, 10),
    commandId: crypto.randomUUID(),
  };
}

let loaded = null; // { example, text, filled }: the question in the editor as it was put there

const exampleField = (schema, { field, command }) =>
  field ? rootField(schema, 'query', field) : rootField(schema, 'mutation', command);

async function loadExample(example) {
  const asker = token;
  const schema = token ? await loadSchema().catch(() => null) : null;
  if (asker !== token) return;
  const known = knownValues();
  const field = exampleField(schema, example);
  if (example.command && !field) {
    $('example-note').textContent = `No schema with ${example.command} could be read.`;
    return;
  }
  const made = example.command
    ? skeleton(schema, 'mutation', field, known)
    : { text: expand(schema, example.query), variables: example.variables(known) };
  fill(made, example);
}

function fill({ text, variables: values }, example = null) {
  // A value nobody knows yet stays an empty text, so that the place to fill in is seen.
  const filled = JSON.stringify(values, (_, value) => value ?? '', 2);
  query.write(text);
  variables.write(filled);
  loaded = example && { example, text, filled };
  $('example-note').textContent = example?.note ?? '';
  exampleButtons.forEach((chip, index) => chip.setAttribute('aria-pressed', String(EXAMPLES[index] === example)));
}

const exampleButtons = EXAMPLES.map((example) =>
  button(example.title, () => loadExample(example), { className: example.command ? 'command' : '' }));
$('examples').append(...exampleButtons.map((chip) => el('li', chip)));

// --- Running

let running = null; // the AbortController of the question under way

function setRunning(controller) {
  running = controller;
  // `disabled` would throw a keyboard user off the button; `run` ignores a second press instead.
  $('run').setAttribute('aria-disabled', String(controller !== null));
  if (!controller && document.activeElement === $('stop')) $('run').focus();
  $('stop').disabled = !controller;
}

async function run() {
  if (running) return;
  const values = readVariables();
  if (!values) {
    variables.field.focus();
    return;
  }
  const controller = new AbortController();
  setRunning(controller);
  $('status').textContent = 'Asking…';
  const started = performance.now();
  const body = { query: query.field.value, variables: values, operationName: operationName() };
  try {
    const reply = await post(body, controller.signal);
    if (running === controller) showReply(reply, Math.round(performance.now() - started));
  } catch ({ name, message }) {
    if (running !== controller) return; // another person asks now
    clearResult('No answer.');
    if (name === 'AbortError') {
      $('status').textContent = 'Stopped waiting. A command may have been carried out all the same: '
        + 'run it again with the same commandId to learn its result; nothing is appended twice.';
    } else showProblem('No connection', `The server did not answer (${message}). Is it running?`);
  } finally {
    if (running === controller) setRunning(null);
  }
}

$('run').addEventListener('click', run);
$('stop').onclick = () => running.abort();
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run();
  }
});

// --- Result: errors in words, then JSON, tables and timelines

let shownJson = '';
let preferJson = false; // the reader's choice of view outlasts one answer

function clearResult(status) {
  shownJson = '';
  $('copy').hidden = true;
  $('status').textContent = status;
  for (const id of ['problems', 'views', 'panels']) $(id).replaceChildren();
}

function showProblem(label, message, where = [], kind = '') {
  $('problems').append(el('p', { className: `notice ${kind}` }, el('strong', label), ` ${message} `, el('small', where)));
}

function showReply({ status, ok, size, text, answer }, milliseconds) {
  const errors = answer?.errors ?? [];
  const data = answer?.data ?? {};
  // An expected refusal is an answer, not an error: an object with a type's name and a code.
  const refusals = Object.entries(data).filter(([, value]) => value?.__typename && value.code);
  const outcome = !ok ? `HTTP ${status}` : errors.length ? 'Answered with errors' : refusals.length ? 'Refused' : 'Answered';
  clearResult([outcome, `${milliseconds} ms`, readableSize(size), ...facts(answer?.extensions)].join(' · '));

  if (!ok && (status === 401 || !errors.length)) showProblem(`HTTP ${status}`, httpWords(status));
  else if (!isObject(answer)) showProblem('Not GraphQL', 'The answer is not the JSON a GraphQL server gives.');
  for (const { message, path, locations, extensions } of errors.slice(0, 20)) {
    const places = locations?.map(({ line, column }) =>
      [' ', button(`line ${line}, column ${column}`, () => query.goTo(line, column), { className: 'link' })]);
    showProblem(extensions?.code ?? 'Error', message, [path ? `at ${path.join(' › ')}` : '', places]);
  }
  if (errors.length > 20) showProblem('More', `${errors.length - 20} further errors stand in the JSON.`);
  for (const [field, { __typename, code, ruleId, rule = ruleId, message, ...other }] of refusals) {
    showProblem(`Refused: ${code}`, message ?? other.sentence ?? other.reason ?? humanise(__typename),
      [`at ${field}`, rule ? `, rule ${rule}` : ''], 'refusal');
  }

  const { tables, timelines } = collect(data);
  shownJson = answer === null ? text : pretty(answer);
  const views = [['JSON', () => jsonView(shownJson)]];
  if (tables.length) views.unshift(['Table', () => tables.map(tableView)]);
  if (timelines.length) views.unshift(['Timeline', () => timelines.map(timelineView)]);
  showViews(views, nextPage([...timelines, ...tables]));
  $('copy').hidden = false;
}

/** Plain values as words: `cost 12`, `cost limit 5000`. */
const facts = (object, prefix = '') => Object.entries(object ?? {}).flatMap(([name, value]) =>
  isObject(value) ? facts(value, `${prefix}${name} `) : Array.isArray(value) ? [] : `${prefix}${name} ${value}`);

/** Tabs with one tab stop; arrows move between them. A view is built when it is first seen. */
function showViews(views, footer) {
  const tabs = views.map(([label], index) => button(label, () => choose(index), {
    role: 'tab', id: `tab-${label}`, 'aria-controls': `panel-${label}`,
  }));
  const panels = views.map(([label]) => el('div', {
    role: 'tabpanel', id: `panel-${label}`, tabIndex: 0, 'aria-labelledby': `tab-${label}`,
  }));
  const show = (chosen) => tabs.forEach((tab, index) => {
    tab.setAttribute('aria-selected', String(index === chosen));
    tab.tabIndex = index === chosen ? 0 : -1;
    panels[index].hidden = index !== chosen;
    if (index === chosen && !panels[index].hasChildNodes()) panels[index].append(...[views[index][1]()].flat());
  });
  const choose = (index) => {
    preferJson = views[index][0] === 'JSON';
    show(index);
    tabs[index].focus();
  };
  $('views').replaceChildren(...tabs);
  $('views').onkeydown = ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (step) choose((tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length);
  };
  $('panels').replaceChildren(...panels, footer ?? '');
  $('panels').scrollTop = 0;
  show(preferJson ? tabs.length - 1 : 0);
}

const JSON_SHOWN = 60_000; // characters shown at first
const CHUNK = 20_000; // characters coloured in one go

function jsonView(text) {
  const box = el('pre.json');
  let shown = 0;
  const addChunk = () => {
    const end = text.indexOf('\n', shown + CHUNK) + 1;
    // A single line may be huge; then it is cut within.
    const stop = end === 0 || end > shown + 2 * CHUNK ? shown + CHUNK : end;
    box.append(el('div.chunk', coloured(text.slice(shown, stop), JSON_TEXT)));
    shown = stop;
  };
  while (shown < Math.min(text.length, JSON_SHOWN)) addChunk();
  if (shown >= text.length) return box;
  // One chunk per turn of the event loop, until all are there or another answer has come.
  const addAll = () => {
    addChunk();
    if (shown < text.length && box.isConnected) setTimeout(addAll);
  };
  const more = button(`Show all (${readableSize(text.length)})`, () => {
    more.remove();
    addAll();
  });
  return [box, more];
}

$('copy').addEventListener('click', async () => {
  // Browsers give the clipboard to https and localhost only.
  const copying = navigator.clipboard?.writeText(shownJson) ?? Promise.reject();
  $('copy').textContent = await copying.then(() => 'Copied', () => 'Not allowed here');
  setTimeout(() => { $('copy').textContent = 'Copy JSON'; }, 1500);
});

/**
 * What in an answer can be shown as a table or a timeline. It is known by its shape, so that
 * aliases and hand-written queries are served like the ready-made ones.
 */
function collect(data) {
  const tables = [];
  const timelines = [];
  const visit = (value, path) => {
    if (Array.isArray(value?.rows) && value.rows.every((row) => Array.isArray(row?.key))) {
      tables.push({ path, value, rows: value.rows });
    } else if (Array.isArray(value?.edges)) {
      const rows = value.edges.map((edge) => edge?.node).filter(isObject);
      const isTimeline = rows.length > 0 && rows.every((row) => 'eventType' in row);
      (isTimeline ? timelines : tables).push({ path, value, rows });
      if (!isTimeline) rows.forEach((row, index) => visit(row, [...path, index + 1]));
    } else if (typeof value === 'object' && value) {
      for (const [name, inner] of Object.entries(value)) visit(inner, [...path, name]);
    }
  };
  visit(data, []);
  return { tables, timelines };
}

/** A query that declares $after can be turned like a page. */
function nextPage(found) {
  const page = found.map(({ value }) => value.pageInfo).find((info) => info?.hasNextPage && info.endCursor);
  if (!page || !/\$after\b/.test(query.field.value)) return null;
  return button('Next page', () => {
    variables.write(pretty({ ...readVariables(), after: page.endCursor }));
    run();
  });
}

/** A value as words; personal text that is withheld or shredded says so. */
function words(value) {
  if (isPersonal(value)) return value.value ?? el('em', String(value.state).toLowerCase());
  if (value == null || value === '') return el('em', '–');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return value.toLocaleString('en-GB');
  return typeof value === 'object' ? JSON.stringify(value) : localTime(value);
}
const percent = (value) => (value == null ? words(null) : `${(value * 100).toFixed(1)} %`);

/** A row's cells by column. A statistic's keys and an object's parts have columns of their own. */
function cells(row, prefix = '') {
  const found = {};
  for (const [name, value] of Object.entries(row)) {
    if (name === 'key' && Array.isArray(value)) {
      for (const { dimension, label, code } of value) found[humanise(dimension)] = label ?? code;
    } else if (isObject(value) && !isPersonal(value)) {
      if (!value.edges) Object.assign(found, cells(value, `${prefix}${name} `));
    } else if (!Array.isArray(value) || !value.some(isObject)) found[humanise(prefix + name)] = value;
  }
  return found;
}

const ROWS_SHOWN = 500;
function caption(path, { length }, more = []) {
  const amount = length > ROWS_SHOWN ? `the first ${ROWS_SHOWN} of ${length}` : length ? `${length} shown` : 'nothing found';
  return [path.join(' › '), ...more, amount].join(' · ');
}

function tableView({ path, value, rows }) {
  if (!rows.length) return el('p.hint', caption(path, rows));
  const table = rows.slice(0, ROWS_SHOWN).map((row) => cells(row));
  const columns = [...new Set(table.flatMap(Object.keys))];
  const keys = (rows[0]?.key ?? []).map(({ dimension }) => humanise(dimension));
  const written = new Map(columns.map((column) => {
    const values = table.map((row) => row[column]).filter((cell) => cell != null);
    const isShare = /rate$/i.test(column) || (values.some((cell) => cell % 1 > 0) && values.every((cell) => cell >= 0 && cell <= 1));
    return [column, isShare ? percent : words];
  }));
  const isAmount = (column) => written.get(column) === percent || table.some((row) => typeof row[column] === 'number');
  const cell = (tag, column, ...content) => el(tag, { className: isAmount(column) ? 'amount' : '' }, ...content);
  const about = Object.entries(value).filter(([, part]) => typeof part !== 'object').map(([name, part]) => `${humanise(name)} ${part}`);
  return el('div.scroll', el('table',
    el('caption', caption(path, rows, about)),
    el('thead', el('tr', columns.map((column) => cell('th', column, humanise(column))))),
    el('tbody', table.map((row) => el('tr', columns.map((column) =>
      cell(keys.includes(column) ? 'th' : 'td', column, written.get(column)(row[column]))))))));
}

function timelineView({ path, rows }) {
  const placed = new Map(); // event id → its list item
  const item = (event) => {
    const { position, eventId, eventType, occurredAt, recordedAt, actor, summary, causationId, ...rest } = event;
    const [occurred, recorded] = [localTime(occurredAt), localTime(recordedAt)];
    const isLate = recordedAt && recorded.slice(0, 10) !== occurred.slice(0, 10);
    const cause = rows.find((other) => other.eventId && other.eventId === causationId);
    const details = el('details', el('summary', 'Details'));
    details.ontoggle = () => {
      if (details.children.length === 1) details.append(...[jsonView(pretty({ eventId, causationId, ...rest }))].flat());
    };
    const by = Object.values(actor ?? {}).filter(Boolean).flatMap((part) => [' · ', words(part)]).slice(1);
    const node = el('li', { tabIndex: -1 },
      el('div.when',
        el('b', position == null ? '' : `#${position}`),
        el('time', { title: 'When it happened, Norwegian time' }, occurred),
        isLate ? el('span', { title: 'When the ledger learned of it' }, `recorded ${recorded.slice(0, 10)}`) : null),
      el('div.what',
        el('h3', { title: eventType }, humanise(eventType)),
        summary == null ? null : el('p', words(summary)),
        el('p.hint', by),
        cause ? el('p.hint', 'Follows from ',
          button(`#${cause.position}`, () => placed.get(causationId)?.focus(), { className: 'link' })) : null,
        details));
    placed.set(eventId, node);
    return node;
  };
  return el('section',
    el('p.hint', caption(path, rows)),
    el('ol.timeline', rows.slice(0, ROWS_SHOWN).map(item)));
}

// --- Schema reader

const narrow = matchMedia('(max-width: 999px)');
const FRONT = { type: null, field: null, search: '' };
let pages = [FRONT]; // the way here, for Back; the last one is shown

function openSchema(open) {
  $('schema').hidden = !open;
  $('schema-toggle').setAttribute('aria-expanded', String(open));
  shieldPage();
  if (open) showSchema();
  $(open ? 'schema-search' : 'schema-toggle').focus();
}

/** Where the reader covers the page, what lies beneath must not take the focus. */
function shieldPage() {
  const covered = narrow.matches && !$('schema').hidden;
  for (const part of document.querySelectorAll('header, nav, main > section')) part.inert = covered;
}
narrow.addEventListener('change', shieldPage);

$('schema-toggle').onclick = () => openSchema($('schema').hidden);
$('schema-close').onclick = () => openSchema(false);
$('schema').addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') openSchema(false);
});
$('schema-back').addEventListener('click', () => {
  pages.pop();
  turnPage();
});
$('schema-search').addEventListener('input', () => {
  const search = $('schema-search').value;
  // A search begun on a type's page leaves that page one Back away.
  if (pages.at(-1).type) pages.push({ ...FRONT, search });
  else pages[pages.length - 1] = { ...FRONT, search };
  showSchema();
});

/** Shows the last page and moves the focus to what it is about. */
async function turnPage() {
  const { field, search } = pages.at(-1);
  $('schema-search').value = search;
  await showSchema();
  const target = field && $('schema-body').querySelector(`[data-name="${field}"]`);
  (target || $('schema-title')).focus();
}

async function showSchema() {
  const page = pages.at(-1);
  let body;
  try {
    if (!token) throw new Error('Give a token first.');
    const schema = await loadSchema();
    const type = schema.types.get(page.type);
    body = type ? typePage(schema, type) : page.search.trim() ? searchPage(schema, page.search.trim()) : frontPage(schema);
  } catch ({ message }) {
    body = [el('p.notice', `The schema could not be read. ${message}`), button('Try again', showSchema)];
  }
  if (page !== pages.at(-1)) return; // turned on while loading
  $('schema-back').disabled = pages.length === 1;
  $('schema-title').textContent = page.type ?? (page.search ? 'Search' : 'Schema');
  $('schema-body').replaceChildren(...body);
  $('schema-body').scrollTop = 0;
}

function typeLink(type, field = null, label = type) {
  const open = () => {
    pages.push({ type, field, search: '' });
    turnPage();
  };
  return button(label, open, { className: 'link' });
}

function typeReference({ kind, name, ofType }) {
  if (kind === 'NON_NULL') return [typeReference(ofType), '!'];
  if (kind === 'LIST') return ['[', typeReference(ofType), ']'];
  return name ? typeLink(name) : '…';
}

const isOwn = ({ name }) => !name.startsWith('_'); // introspection's and the federation's are plumbing
const said = (text) => (text ? el('p.said', text) : null);
const entry = (type) => el('li', typeLink(type.name), said(type.description?.split('\n')[0]));
const section = (title, items) => (items?.length ? [el('h3', title), el('ul', items)] : []);

/** A field, argument, input field or enum value. `operation` names the root it is asked through. */
function member(field, operation) {
  const insert = async () => {
    const made = skeleton(await loadSchema(), operation, field, knownValues());
    if (narrow.matches) openSchema(false);
    fill(made);
    query.field.focus();
  };
  return el('li', { tabIndex: -1, 'data-name': field.name },
    el('code', el('b', field.name), field.type ? [': ', typeReference(field.type)] : null,
      field.defaultValue == null ? null : ` = ${field.defaultValue}`),
    operation ? button('Insert', insert, { className: 'insert', 'aria-label': `Insert ${field.name} into the editor` }) : null,
    field.isDeprecated ? el('p.deprecated', `Deprecated. ${field.deprecationReason ?? ''}`) : null,
    said(field.description),
    field.args?.length ? el('ul', { 'aria-label': 'Arguments' }, field.args.map((argument) => member(argument))) : null);
}

function frontPage({ types, roots }) {
  const rest = [...types.values()].filter((type) => isOwn(type) && !Object.values(roots).includes(type));
  const ofKind = (kind) => rest.filter((type) => type.kind === kind).sort((a, b) => a.name.localeCompare(b.name)).map(entry);
  const fields = (operation) => roots[operation]?.fields.filter(isOwn).map((field) => member(field, operation));
  return [
    ...section('Queries', fields('query')),
    ...section('Commands (mutations)', fields('mutation')),
    ...section('Subscriptions', fields('subscription')),
    ...section('Types', ofKind('OBJECT')),
    ...section('Inputs', ofKind('INPUT_OBJECT')),
    ...section('Unions and interfaces', [...ofKind('UNION'), ...ofKind('INTERFACE')]),
    ...section('Enumerations', ofKind('ENUM')),
    ...section('Scalars', ofKind('SCALAR')),
  ];
}

function typePage({ types, roots }, type) {
  const operation = Object.keys(roots).find((name) => roots[name] === type);
  return [
    el('p.hint', humanise(type.kind)),
    said(type.description) ?? '',
    ...section('One of', type.possibleTypes?.map(({ name }) => entry(types.get(name)))),
    ...section('Fields', type.fields?.filter(isOwn).map((field) => member(field, operation))),
    ...section('Fields', type.inputFields?.map((field) => member(field))),
    ...section('Values', type.enumValues?.map((value) => member(value))),
  ];
}

function searchPage({ types }, search) {
  const hit = ({ name, description }) => `${name} ${description ?? ''}`.toLowerCase().includes(search.toLowerCase());
  const hits = [...types.values()].filter(isOwn).flatMap((type) => {
    const parts = [...(type.fields ?? []), ...(type.inputFields ?? []), ...(type.enumValues ?? [])];
    const found = parts.filter((part) => isOwn(part) && [part, ...(part.args ?? [])].some(hit));
    return [
      ...(hit(type) ? [entry(type)] : []),
      ...found.map((part) => el('li', typeLink(type.name, part.name, `${type.name}.${part.name}`), said(part.description?.split('\n')[0]))),
    ];
  });
  const count = hits.length > 100 ? `The first 100 of ${hits.length}` : `${hits.length} found`;
  return [el('p', { className: 'hint', role: 'status' }, count), el('ul', hits.slice(0, 100))];
}

// --- Who asks

/** From here on this person asks; what another was shown goes away. */
async function become(someone, theirToken) {
  running?.abort();
  setRunning(null);
  clearResult('Nothing asked yet.');
  person = someone;
  token = theirToken;
  pages = [FRONT];
  $('schema-search').value = '';
  $('sees').textContent = person.sees ?? '';
  if (!$('schema').hidden) showSchema();

  // A ready-made question left as it was follows the person; one's own text stays.
  const isUntouched = loaded
    ? query.field.value === loaded.text && variables.field.value === loaded.filled
    : !query.field.value.trim();
  if (isUntouched) await loadExample(loaded?.example ?? EXAMPLES[0]);
  const schema = await loadSchema().catch(({ message }) => {
    if (token === theirToken) showProblem('No schema', message);
  });
  if (token !== theirToken) return;
  exampleButtons.forEach((chip, index) => {
    chip.disabled = Boolean(schema) && !exampleField(schema, EXAMPLES[index]);
    chip.title = chip.disabled ? 'Not in the schema this person sees' : '';
  });
}

function offerPeople() {
  const groups = new Map(demo.municipalities.map(({ number, name }) => [number, name]));
  for (const group of [...groups.keys(), undefined]) {
    const members = demo.people.filter(({ municipality }) => (groups.has(municipality) ? municipality : undefined) === group);
    const options = members.map((someone) => el('option', { value: String(demo.people.indexOf(someone)) },
      `${someone.name} – ${someone.roleLabel}${someone.unit ? `, ${someone.unit}` : ''}`));
    if (options.length) $('person').append(el('optgroup', { label: groups.get(group) ?? 'Across municipalities' }, options));
  }
  const choose = () => {
    const { token: theirs, ...someone } = demo.people[$('person').value];
    become(someone, theirs);
  };
  $('person').addEventListener('change', choose);
  $('demo-identity').hidden = false;
  choose();
}

/** What a token says of its bearer, for showing only; the server alone judges it. */
function claims(jwt) {
  try {
    const bytes = atob(jwt.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))));
  } catch {
    return {};
  }
}

function offerTokenField() {
  $('sees').textContent = 'Paste a bearer token. It stays in this page’s memory and is gone when the page is left.';
  $('token-identity').hidden = false;
  $('token-identity').addEventListener('submit', (event) => {
    event.preventDefault();
    const given = $('token').value.trim().replace(/^bearer\s+/i, '');
    if (!given) return;
    const { sub, name = sub, municipality, unit } = claims(given);
    $('token').value = '';
    become({ municipality, unit, sees: `Asking as ${name ?? 'the bearer of this token'}.` }, given);
  });
  loadExample(EXAMPLES[0]);
}

async function start() {
  try {
    const response = await fetch('/demo/people', { cache: 'no-store', credentials: 'omit' });
    if (response.ok) demo = await response.json();
    else if (response.status !== 404) throw new Error(httpWords(response.status));
  } catch ({ message }) {
    showProblem('No connection', `Who may ask could not be found out (${message}). Reload the page to try again.`);
  }
  if (demo) offerPeople();
  else offerTokenField();
}

start();
