// A development aid: answers the API from made-up, deterministic data, so that the console can be
// seen without a server. Never part of a build. People, customers and answers here are invented.

let seed = 20261122;
function random() {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const pick = (list) => list[Math.floor(random() * list.length)];
const id = (kind, n) => `01935c3e-${String(kind).padStart(4, '0')}-7000-8000-${String(n).padStart(12, '0')}`;
const DAY = 86_400_000;
const now = Date.now();
const iso = (ms) => new Date(ms).toISOString();
const civil = (ms) => iso(ms).slice(0, 10);

const units = [
  { id: id(1, 1), parent: null, name: 'Kanto Market', code: 'KM' },
  { id: id(1, 2), parent: id(1, 1), name: 'North', code: 'N' },
  { id: id(1, 3), parent: id(1, 1), name: 'South', code: 'S' },
  { id: id(1, 4), parent: id(1, 2), name: 'Helsinki', code: 'N-HEL' },
  { id: id(1, 5), parent: id(1, 2), name: 'Tampere', code: 'N-TMP' },
  { id: id(1, 6), parent: id(1, 3), name: 'Budapest', code: 'S-BUD' },
  { id: id(1, 7), parent: id(1, 3), name: 'Cluj', code: 'S-CLJ' },
];
const people = [
  { id: id(2, 1), email: 'owner@example.org', name: 'Sample Owner', role: 'owner', unit: null, language: 'en', active: true },
  { id: id(2, 2), email: 'manager@example.org', name: 'Sample Manager', role: 'manager', unit: null, language: 'en', active: true },
  { id: id(2, 3), email: 'agent@example.org', name: 'Sample Agent', role: 'agent', unit: id(1, 3), language: 'hu', active: true },
  { id: id(2, 4), email: 'analyst@example.org', name: 'Sample Analyst', role: 'analyst', unit: null, language: 'fi', active: false },
];
const five = (en, hu, ro, fi, fa) => ({ en, hu, ro, fi, fa });
const definition = {
  title: five('How are we doing?', 'Hogy csináljuk?', 'Cum ne descurcăm?', 'Miten onnistumme?', 'عملکرد ما چطور است؟'),
  introduction: five('Ten seconds.', 'Tíz másodperc.', 'Zece secunde.', 'Kymmenen sekuntia.', 'ده ثانیه.'),
  thanks: five('Thank you.', 'Köszönjük.', 'Mulțumim.', 'Kiitos.', 'سپاسگزاریم.'),
  languages: ['en', 'hu', 'ro', 'fi', 'fa'],
  questions: [
    { key: 'recommend', kind: 'nps', required: true, text: five('How likely are you to recommend us?', 'Mennyire valószínű, hogy ajánlana minket?', 'Cât de probabil este să ne recomandați?', 'Kuinka todennäköisesti suosittelisit meitä?', 'چقدر احتمال دارد ما را توصیه کنید؟'), low: five('Not at all', 'Egyáltalán nem', 'Deloc', 'En lainkaan', 'اصلاً'), high: five('Very likely', 'Nagyon valószínű', 'Foarte probabil', 'Erittäin', 'بسیار زیاد') },
    { key: 'satisfied', kind: 'csat', text: five('How satisfied were you today?', 'Mennyire volt ma elégedett?', 'Cât de mulțumit ați fost azi?', 'Kuinka tyytyväinen olit tänään?', 'امروز چقدر راضی بودید؟') },
    { key: 'reason', kind: 'multiple_choice', text: five('What mattered most?', 'Mi volt a legfontosabb?', 'Ce a contat cel mai mult?', 'Mikä oli tärkeintä?', 'چه چیزی مهم‌تر بود؟'), choices: [['price', 'Price', 'Ár', 'Preț', 'Hinta', 'قیمت'], ['service', 'Service', 'Kiszolgálás', 'Servire', 'Palvelu', 'خدمات'], ['range', 'Range of goods', 'Választék', 'Sortiment', 'Valikoima', 'تنوع کالا']].map(([key, ...words]) => ({ key, text: five(...words) })) },
    { key: 'aspects', kind: 'matrix', points: 5, text: five('How do you rate…', 'Hogyan értékeli…', 'Cum evaluați…', 'Miten arvioit…', 'ارزیابی شما از…'), rows: [['staff', 'The staff', 'A személyzet', 'Personalul', 'Henkilökunta', 'کارکنان'], ['speed', 'The speed', 'A gyorsaság', 'Rapiditatea', 'Nopeus', 'سرعت']].map(([key, ...words]) => ({ key, text: five(...words) })) },
    { key: 'why', kind: 'text', long: true, text: five('Why?', 'Miért?', 'De ce?', 'Miksi?', 'چرا؟') },
  ],
};
const surveys = [
  { id: id(3, 1), state: 'published', draft: structuredClone(definition), published: structuredClone(definition), version: 3, context: { unit: null, touchpoint: null }, revision: 9, link: `http://127.0.0.1/s/${id(3, 1)}`, created_at: iso(now - 700 * DAY), updated_at: iso(now - 20 * DAY) },
  { id: id(3, 2), state: 'draft', draft: { ...structuredClone(definition), title: five('After a visit', 'Látogatás után', 'După vizită', 'Käynnin jälkeen', 'پس از بازدید') }, published: null, version: null, context: { unit: null, touchpoint: null }, revision: 1, link: `http://127.0.0.1/s/${id(3, 2)}`, created_at: iso(now - 3 * DAY), updated_at: iso(now - 2 * DAY) },
];
const templates = ['relationship_nps', 'purchase_csat', 'support_ces', 'product_feedback', 'touchpoint_check'].map((key, index) => ({ key, name: five(['Recommendation', 'After a purchase', 'After a support case', 'Product feedback', 'One touchpoint'][index], 'Ajánlás', 'Recomandare', 'Suosittelu', 'توصیه'), description: five('How likely customers are to recommend you, and why.', 'Mennyire ajánlanák, és miért.', 'Cât de probabil vă recomandă și de ce.', 'Kuinka todennäköisesti suositellaan.', 'چقدر شما را توصیه می‌کنند و چرا.'), minutes: 1 + (index % 2), definition }));

const WORDS = {
  en: { low: ['The delivery came two days late and nobody told me.', 'I waited forty minutes on the phone.', 'The invoice was wrong again.'], high: ['Friendly people, and it was quick.', 'They called back the same day. Thank you!', 'Simple, honest, no surprises.'] },
  hu: { low: ['Két nappal később jött meg, és senki sem szólt.', 'Negyven percet vártam a telefonban.'], high: ['Kedves kiszolgálás, gyors ügyintézés.', 'Még aznap visszahívtak, köszönöm!'] },
  ro: { low: ['Coletul a venit cu două zile întârziere.', 'Factura a fost greșită din nou.'], high: ['Oameni amabili și rapizi.', 'Totul simplu, fără surprize.'] },
  fi: { low: ['Toimitus myöhästyi eikä kukaan kertonut siitä.', 'Odotin puhelimessa neljäkymmentä minuuttia.'], high: ['Ystävällinen ja nopea palvelu.', 'Soittivat takaisin samana päivänä, kiitos!'] },
  fa: { low: ['بسته دو روز دیر رسید و کسی خبر نداد.', 'چهل دقیقه پشت خط منتظر ماندم.'], high: ['برخورد خوب و سریع بود.', 'همان روز تماس گرفتند، ممنونم!'] },
};
const TOUCHPOINTS = ['website', 'checkout', 'delivery', 'support', 'returns'];
const CHANNELS = ['email', 'link', 'kiosk', 'widget'];
const COUNTRY = { en: 'FI', fi: 'FI', hu: 'HU', ro: 'RO', fa: 'FI' };
const facts = [];
for (let n = 0; n < 16_000; n += 1) {
  const age = Math.floor(random() ** 1.15 * 730);
  const language = pick(['en', 'hu', 'hu', 'ro', 'ro', 'fi', 'fi', 'fa']);
  const touchpoint = pick(TOUCHPOINTS);
  const unit = pick(units.slice(3)).id;
  const broken = touchpoint === 'delivery' && age < 60;
  const mood = 0.62 + 0.09 * Math.sin((age / 365) * 6.28) + (730 - age) / 9000 + (touchpoint === 'support' ? -0.05 : 0.03) - (broken ? 0.28 : 0) + (unit === id(1, 5) ? 0.07 : 0) + (random() - 0.5) * 0.85;
  const score = Math.max(0, Math.min(10, Math.round(mood * 11)));
  facts.push({ n, at: now - age * DAY - random() * DAY * 0.9 - 40_000 * (n % 7), language, country: COUNTRY[language], touchpoint, unit, channel: pick(CHANNELS), team: pick(['early', 'late']), agent: pick(['agent_1', 'agent_2', 'agent_3', 'agent_4']), score, csat: Math.max(1, Math.min(5, Math.round(score / 2.2 + random() - 0.2))), reason: ['price', 'service', 'range'].filter(() => random() < 0.45), staff: Math.max(1, Math.min(5, Math.round(score / 2.4 + 1))), speed: Math.max(1, Math.min(5, Math.round(score / 2.6 + random()))), words: random() < 0.4 ? pick(WORDS[language][score <= 6 ? 'low' : 'high']) : null });
}
facts.sort((a, b) => b.at - a.at);

const DEFINITIONS = [
  ['nps', ['nps'], { min: 0, max: 10 }, 'net_points', 'adjusted_wald_rocks_2016', 'interval: adjusted Wald, Rocks 2016'], ['nps_1_10', ['nps_1_10'], { min: 1, max: 10 }, 'net_points', 'adjusted_wald_rocks_2016', 'Rocks 2016'],
  ['csat', ['csat'], { min: 1, max: 5 }, 'share', 'wilson_1927', 'shares: Wilson 1927'], ['ces_5', ['ces'], { min: 1, max: 5 }, 'scale_points', 'student_1908', 'Student 1908'], ['ces_7', ['ces'], { min: 1, max: 7 }, 'scale_points', 'student_1908', 'Student 1908'],
  ['satisfied_share', ['rating'], { min: 1, max: 10 }, 'share', 'wilson_1927', 'Wilson 1927'], ['satisfaction_index', ['index'], null, 'index', 'student_1908', 'Student 1908'], ['mean', ['nps', 'csat', 'ces', 'rating', 'likert'], null, 'scale_points', 'student_1908', 'Student 1908', true],
  ['distribution', ['nps', 'csat', 'ces', 'rating', 'likert'], null, 'share', 'wilson_1927', 'Wilson 1927', true], ['choice_share', ['single_choice', 'multiple_choice'], null, 'share', 'wilson_1927', 'Wilson 1927', true], ['responses', ['response'], null, 'count', 'none', ''],
].map(([metric, kinds, scale, unit, interval_method, source, needs_question = false]) => ({ id: metric, version: 1, kinds, scale, unit, interval_method, source, needs_question, higher_is_better: true, level: 0.95, decimals: 1, buckets: metric.startsWith('nps') ? [{ name: 'promoters', min: 9, max: 10 }, { name: 'passives', min: 7, max: 8 }, { name: 'detractors', min: scale.min, max: 6 }] : [] }));

const EMPTY = { value: null, low: null, high: null, flag: 'no_data', excluded: { skipped: 0, not_applicable: 0 }, parts: [], distribution: [], weighted: null };
const wilson = (k, n) => {
  const z = 1.96;
  const p = k / n;
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return { share: p, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
};
function measure(rows, metric, question) {
  const n = rows.length;
  if (n === 0 || ['nps_1_10', 'ces_5', 'ces_7', 'satisfied_share', 'satisfaction_index'].includes(metric)) return { ...EMPTY, n: 0 };
  const base = { ...EMPTY, n, flag: n < 30 ? 'few_answers' : null, excluded: { skipped: Math.floor(n / 40), not_applicable: 0 } };
  if (metric === 'responses') return { ...base, value: n, low: n, high: n, flag: null, excluded: { skipped: 0, not_applicable: 0 } };
  if (metric === 'choice_share') return { ...base, parts: ['price', 'service', 'range'].map((name) => { const count = rows.filter((row) => row.reason.includes(name)).length; return { name, count, ...wilson(count, n) }; }) };
  const field = metric === 'csat' ? 'csat' : metric === 'nps' ? 'score' : { recommend: 'score', satisfied: 'csat', 'aspects.staff': 'staff', 'aspects.speed': 'speed' }[question] ?? 'score';
  const scores = rows.map((row) => row[field]);
  const [min, max] = field === 'score' ? [0, 10] : [1, 5];
  base.distribution = Array.from({ length: max - min + 1 }, (_, index) => ({ score: min + index, count: scores.filter((score) => score === min + index).length }));
  if (metric === 'distribution') return base;
  if (metric === 'csat') { const share = wilson(scores.filter((score) => score >= 4).length, n); return { ...base, value: share.share, low: share.low, high: share.high }; }
  if (metric === 'nps') {
    const p = scores.filter((score) => score >= 9).length;
    const d = scores.filter((score) => score <= 6).length;
    const value = (100 * (p - d)) / n;
    const half = 196 * Math.sqrt(Math.max(0.001, ((p + d) / n - (value / 100) ** 2) / (n + 3)));
    return { ...base, value, low: Math.max(-100, value - half), high: Math.min(100, value + half), parts: [['promoters', p], ['passives', n - p - d], ['detractors', d]].map(([name, count]) => ({ name, count, ...wilson(count, n) })) };
  }
  const mean = scores.reduce((sum, score) => sum + score, 0) / n;
  const deviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / Math.max(1, n - 1));
  return { ...base, value: mean, low: mean - (1.96 * deviation) / Math.sqrt(n), high: mean + (1.96 * deviation) / Math.sqrt(n) };
}
function compared(period, measureNow, before) {
  const difference = measureNow.value === null || before.value === null ? null : measureNow.value - before.value;
  const half = difference === null ? null : Math.hypot((measureNow.high - measureNow.low) / 2, (before.high - before.low) / 2);
  return { period, before, difference, low: difference === null ? null : difference - half, high: difference === null ? null : difference + half, p_value: null, sureness: difference === null || measureNow.n < 30 || before.n < 30 ? 'too_few' : Math.abs(difference) > half ? 'clear' : 'within_noise' };
}
const unitName = (value) => units.find((unit) => unit.id === value)?.name ?? value;
const inBranch = (unit, top) => { for (let at = unit; at; at = units.find((each) => each.id === at)?.parent) if (at === top) return true; return false; };
const valueOf = (row, dimension) => (dimension === 'survey' ? id(3, 1) : dimension === 'unit:1' ? units.find((unit) => unit.id === row.unit).parent : row[dimension] ?? null);
function holds(row, filter) {
  if (!filter) return true;
  if (filter.all) return filter.all.every((each) => holds(row, each));
  if (filter.any) return filter.any.some((each) => holds(row, each));
  if (filter.not) return !holds(row, filter.not);
  if (filter.score) return row.score >= (filter.score.min ?? 0) && row.score <= (filter.score.max ?? 250);
  if (filter.in) return filter.in.values.some((value) => (filter.in.dimension === 'unit' ? inBranch(row.unit, value) : valueOf(row, filter.in.dimension) === value));
  return true;
}
function periodOf(day, grain) {
  const date = new Date(`${day}T00:00:00Z`);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const range = (a, b) => ({ start: civil(a), until: civil(b) });
  if (grain === 'day') return range(date, +date + DAY);
  if (grain === 'week') { const start = +date - ((date.getUTCDay() + 6) % 7) * DAY; return range(start, start + 7 * DAY); }
  if (grain === 'month') return range(Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1));
  if (grain === 'quarter') return range(Date.UTC(year, month - (month % 3), 1), Date.UTC(year, month - (month % 3) + 3, 1));
  return range(Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1));
}
function answer(question) {
  const from = question.from ?? civil(facts.at(-1).at);
  const until = question.until ?? civil(now + DAY);
  const rows = facts.filter((row) => holds(row, question.filter) && (!question.survey || question.survey === id(3, 1)));
  const within = (a, b) => rows.filter((row) => civil(row.at) >= a && civil(row.at) < b);
  const mine = within(from, until);
  const by = question.by ?? [];
  const groups = [];
  const periods = [];
  if (question.grain) for (let at = from; at < until; at = periods.at(-1).until) periods.push(periodOf(at, question.grain));
  const cells = new Map();
  for (const row of mine) { const key = JSON.stringify(by.map((dimension) => valueOf(row, dimension))); if (!cells.has(key)) cells.set(key, []); cells.get(key).push(row); }
  if (by.length === 0 && !cells.size) cells.set('[]', []);
  const shift = question.compare === 'year_before' ? 365 : (Date.parse(until) - Date.parse(from)) / DAY;
  const back = (day) => civil(Date.parse(day) - shift * DAY);
  if (by.length || periods.length) for (const [key, cell] of cells) {
    const keys = JSON.parse(key).map((value, index) => ({ value, label: by[index].startsWith('unit') ? unitName(value) : by[index] === 'survey' ? definition.title.en : value ?? '' }));
    for (const period of periods.length ? periods : [null]) {
      const part = measure(period ? cell.filter((row) => civil(row.at) >= period.start && civil(row.at) < period.until) : cell, question.metric, question.question);
      let comparison = null;
      if (question.compare) { const old = period ?? { start: from, until }; const range = { start: back(old.start), until: back(old.until) }; comparison = compared(range, part, measure(within(range.start, range.until).filter((row) => JSON.stringify(by.map((dimension) => valueOf(row, dimension))) === key), question.metric, question.question)); }
      groups.push({ period, keys, measure: part, comparison });
    }
  }
  const total = measure(mine, question.metric, question.question);
  const comparison = question.compare ? compared({ start: back(from), until: back(until) }, total, measure(within(back(from), back(until)), question.metric, question.question)) : null;
  return { definition: DEFINITIONS.find((each) => each.id === question.metric), question: { ...question, as_of: 16_000 }, as_of: 16_000, arrived_since: 0, total, groups, comparison };
}
function findings({ from, until }) {
  const found = [];
  for (const dimension of ['touchpoint', 'unit']) {
    const result = answer({ metric: 'nps', from, until, by: [dimension], compare: 'previous_period' });
    for (const group of result.groups) if (group.comparison.sureness === 'clear') found.push({ metric: 'nps', dimension, key: group.keys[0], kind: 'changed', direction: group.comparison.difference > 0 ? 'better' : 'worse', period: { start: from, until }, measure: group.measure, comparison: group.comparison, q_value: 0.01 });
  }
  return { period: { start: from, until }, as_of: 16_000, scanned: 84, findings: found.sort((a, b) => Math.abs(b.comparison.difference) - Math.abs(a.comparison.difference)).slice(0, 5) };
}

const responseId = (row) => id(5, row.n);
const summaryOf = (row) => ({ id: responseId(row), survey: id(3, 1), unit: row.unit, touchpoint: row.touchpoint, channel: row.channel, language: row.language, answered_at: iso(row.at), headline: { question: 'recommend', kind: 'nps', scale: { min: 0, max: 10 }, score: row.score }, excerpt: row.words, withdrawn_at: null });
const wholeOf = (row) => ({ ...summaryOf(row), seq: 16_000 - row.n, version: 3, definition, answers: { recommend: row.score, satisfied: row.csat, reason: row.reason, aspects: { staff: row.staff, speed: row.speed }, why: row.words }, country: row.country, team: row.team, agent: row.agent, product: null, attributes: { loyalty_level: 'gold' }, weight: null, accepted_at: iso(row.at + 900), zone: 'Europe/Helsinki', external_id: null, contact: null, source: 'page', revision: 1, changes: [] });

const STEPS = ['hear', 'empathise', 'apologise', 'resolve', 'diagnose'];
const cases = facts.filter((row) => row.score <= 3 && row.words).slice(0, 60).map((row, index) => {
  const closed = index > 16;
  const due = row.at + 2 * DAY;
  return { id: id(6, index + 1), number: 60 - index, response: responseId(row), survey: id(3, 1), unit: row.unit, rule: id(7, 1), question: 'recommend', score: row.score, touchpoint: row.touchpoint, owner: index % 3 ? people[index % 3].id : null, step: closed ? 'diagnose' : STEPS[index % 4], opened_at: iso(row.at), due_at: iso(due), closed_at: closed ? iso(Math.min(now - 1000, row.at + (index % 5 === 0 ? 3 : 1) * DAY)) : null, cause: closed ? ['process', 'supplier', 'people'][index % 3] : null, revision: 1, excerpt: row.words, headline: summaryOf(row).headline, events: [{ id: id(8, index), at: iso(row.at), actor: null, type: 'opened' }] };
});
const rules = [{ id: id(7, 1), name: 'Unhappy customers', enabled: true, survey: null, question: null, score_at_most: 3, words: [], unit: null, touchpoint: null, owner: id(2, 2), due_in_hours: 48, notify_by_mail: true, notify_by_webhook: false }];
const keys = [{ id: id(9, 1), name: 'Web shop', prefix: 'heard_k2m8xw4p', scopes: ['responses_write'], unit: null, created_at: iso(now - 90 * DAY), revoked_at: null }];
const webhooks = [];
const invitations = [{ email: 'lead@example.org', role: 'manager', unit: id(1, 3), expires_at: iso(now + 9 * DAY) }];
const workspace = { id: id(4, 1), slug: 'kanto', simulated: true, settings: { name: 'Kanto Market', language: 'en', zone: 'Europe/Helsinki', calendar: 'gregorian', week_start: 1, fiscal_year_start: 1, small_group: 5 } };
const audit = Array.from({ length: 40 }, (_, index) => ({ at: iso(now - index * 7 * 3_600_000), actor: `user:${people[index % 2].id}`, action: ['survey.published', 'person.changed', 'key.created', 'workspace.changed'][index % 4], object: index % 4 === 0 ? `survey:${id(3, 1)}` : '', detail: null }));
let loggedIn = true;
let setupNeeded = false;
const ACTIONS = ['public', 'read_self', 'read_metrics', 'read_responses', 'write_responses', 'read_surveys', 'write_surveys', 'read_cases', 'write_cases', 'write_rules', 'read_people', 'write_people', 'write_settings', 'write_units', 'write_keys', 'erase_contact', 'read_audit'];
const nameOf = (user) => people.find((person) => person.id === user)?.name ?? null;
const isLate = (each) => Date.parse(each.due_at) < (each.closed_at ? Date.parse(each.closed_at) : Date.now());
const listed = ({ events: _, ...rest }) => ({ ...rest, late: isLate(rest), owner_name: nameOf(rest.owner) });
const caseView = (each) => ({ ...listed(each), events: each.events.map((event) => ({ ...event, actor_name: nameOf(event.actor) })), assignable: people.filter((person) => person.active).map(({ id, name }) => ({ id, name })), response: wholeOf(facts.find((row) => responseId(row) === each.response)) });
const problem = (status, detail = '') => ({ status, body: { type: 'about:blank', title: 'Refused', status, detail } });
const surveySummary = (survey) => ({ id: survey.id, state: survey.state, title: survey.draft.title, languages: survey.draft.languages, questions: survey.draft.questions.length, version: survey.version, link: survey.link, responses: survey.id === id(3, 1) ? facts.length : 0, updated_at: survey.updated_at });

function change(each, command) {
  const event = { id: id(8, 1000 + Math.floor(random() * 1e6)), at: iso(Date.now()), actor: people[0].id };
  if (command.type === 'note') each.events.push({ ...event, type: 'noted', text: command.text });
  if (command.type === 'finish_step') { each.events.push({ ...event, type: 'step_finished', step: each.step, note: command.note }); each.step = STEPS[Math.min(4, STEPS.indexOf(each.step) + 1)]; }
  if (command.type === 'assign') { each.owner = command.owner; each.events.push({ ...event, type: 'assigned', owner: command.owner }); }
  if (command.type === 'close') { each.closed_at = event.at; each.cause = command.cause; each.events.push({ ...event, type: 'closed', cause: command.cause, note: command.note }); }
  if (command.type === 'reopen') { each.closed_at = each.cause = null; each.events.push({ ...event, type: 'reopened', note: command.note }); }
  each.revision += 1;
}

function handle(method, path, query, body) {
  const is = (verb, pattern) => method === verb && new RegExp(`^${pattern}$`).exec(path);
  let found;
  if (is('GET', '/setup')) return { needed: setupNeeded };
  if (is('POST', '/setup') || is('POST', '/session') || is('POST', '/invitations/accept')) { loggedIn = true; setupNeeded = false; return {}; }
  if (is('DELETE', '/session')) { loggedIn = false; return null; }
  if (is('POST', '/mock')) { loggedIn = body.loggedIn ?? loggedIn; setupNeeded = body.setupNeeded ?? setupNeeded; Object.assign(workspace.settings, body.settings ?? {}); people[0].language = body.language ?? people[0].language; return {}; }
  if (!loggedIn) return problem(401);
  if (is('GET', '/session')) return { user: people[0], workspace, csrf: 'development', permissions: ACTIONS, hides_small_groups: false };
  if (is('PATCH', '/me')) { Object.assign(people[0], body); return people[0]; }
  if (is('GET', '/workspace')) return workspace;
  if (is('PATCH', '/workspace')) { Object.assign(workspace.settings, body); return workspace; }
  if (is('GET', '/units')) return { items: units };
  if (is('POST', '/units')) { units.push({ id: id(1, units.length + 1), ...body }); return units.at(-1); }
  if ((found = is('PATCH', '/units/(.+)'))) return Object.assign(units.find((each) => each.id === found[1]), body);
  if (is('GET', '/people')) return { items: people };
  if ((found = is('PATCH', '/people/(.+)'))) return Object.assign(people.find((each) => each.id === found[1]), body);
  if (is('GET', '/invitations')) return { items: invitations };
  if (is('POST', '/invitations')) { invitations.push({ ...body, expires_at: iso(now + 14 * DAY) }); return { ...invitations.at(-1), link: 'http://127.0.0.1/join#AbC' }; }
  if (is('DELETE', '/invitations/.+')) return null;
  if (is('GET', '/keys')) return { items: keys };
  if (is('POST', '/keys')) { keys.push({ id: id(9, keys.length + 1), prefix: 'heard_new', created_at: iso(now), revoked_at: null, ...body }); return { ...keys.at(-1), secret: 'heard_new_0123456789' }; }
  if (is('DELETE', '/(keys|webhooks|rules)/.+')) return null;
  if (is('GET', '/webhooks')) return { items: webhooks };
  if (is('POST', '/webhooks')) { webhooks.push({ id: id(10, webhooks.length), enabled: true, created_at: iso(now), ...body }); return { ...webhooks.at(-1), secret: 'whsec_0123' }; }
  if (is('GET', '/templates')) return { items: templates };
  if (is('GET', '/surveys')) return { items: surveys.map(surveySummary) };
  if (is('POST', '/surveys')) { const n = surveys.length + 1; surveys.push({ ...structuredClone(surveys[1]), id: id(3, n), draft: body.draft ?? structuredClone(definition), revision: 1, link: `http://127.0.0.1/s/${id(3, n)}` }); return surveys.at(-1); }
  if ((found = is('GET', '/surveys/([^/]+)'))) return surveys.find((each) => each.id === found[1]) ?? problem(404);
  if ((found = is('PUT', '/surveys/([^/]+)/draft'))) { const survey = surveys.find((each) => each.id === found[1]); survey.draft = body.draft; survey.revision += 1; return { revision: survey.revision, problems: [] }; }
  if ((found = is('PUT', '/surveys/([^/]+)/context'))) { const survey = surveys.find((each) => each.id === found[1]); survey.context = { unit: body.unit, touchpoint: body.touchpoint }; return survey; }
  if ((found = is('POST', '/surveys/([^/]+)/publish'))) { const survey = surveys.find((each) => each.id === found[1]); Object.assign(survey, { state: 'published', published: survey.draft, version: (survey.version ?? 0) + 1 }); return survey; }
  if ((found = is('POST', '/surveys/([^/]+)/close'))) return Object.assign(surveys.find((each) => each.id === found[1]), { state: 'closed' });
  if (is('GET', '/metrics')) return { items: DEFINITIONS };
  if (is('POST', '/metrics:query')) return answer(body);
  if (is('GET', '/dimensions')) return { items: ['unit:1', 'unit', 'survey', 'touchpoint', 'channel', 'language', 'country', 'team', 'agent'].map((dimension) => ({ dimension, truncated: false, values: [...new Set(facts.map((row) => valueOf(row, dimension)))].map((value) => ({ value, label: dimension.startsWith('unit') ? unitName(value) : dimension === 'survey' ? definition.title.en : value })) })) };
  if (is('POST', '/findings:query')) return findings(body);
  if (is('GET', '/responses')) {
    const get = (name) => query.get(name);
    const rows = facts.filter((row) => (!get('has_words') || row.words) && (!get('touchpoint') || row.touchpoint === get('touchpoint')) && (!get('unit') || inBranch(row.unit, get('unit'))) && (!get('language') || row.language === get('language')) && (!get('score_max') || row.score <= +get('score_max')) && (!get('score_min') || row.score >= +get('score_min')) && (!get('words') || row.words?.includes(get('words'))) && (!get('from') || civil(row.at) >= get('from')));
    const start = +(get('cursor') ?? 0);
    const limit = +(get('limit') ?? 50);
    return { items: rows.slice(start, start + limit).map(summaryOf), ...(start + limit < rows.length ? { next: String(start + limit) } : {}) };
  }
  if ((found = is('GET', '/responses/(.+)'))) { const row = facts.find((each) => responseId(each) === found[1]); return row ? wholeOf(row) : problem(404); }
  if (is('GET', '/cases/summary')) return { open: cases.filter((each) => !each.closed_at).length, late: cases.filter((each) => !each.closed_at && isLate(each)).length, opened: 60, closed: cases.filter((each) => each.closed_at).length, closed_in_time: cases.filter((each) => each.closed_at && each.closed_at <= each.due_at).length };
  if (is('GET', '/cases')) return { items: cases.filter((each) => (query.get('state') === 'closed' ? each.closed_at : query.get('state') === 'late' ? !each.closed_at && isLate(each) : !each.closed_at) && (!query.get('owner') || each.owner === query.get('owner'))).slice(0, +(query.get('limit') ?? 50)).map(listed) };
  if ((found = is('GET', '/cases/([^/]+)'))) { const each = cases.find((one) => one.id === found[1]); return each ? caseView(each) : problem(404); }
  if (is('POST', '/cases')) { const row = facts.find((each) => responseId(each) === body.response); cases.unshift({ ...structuredClone(cases[0]), id: id(6, cases.length + 1), number: cases.length + 1, response: body.response, unit: row.unit, step: 'hear', closed_at: null, excerpt: row.words, opened_at: iso(Date.now()), due_at: iso(Date.now() + 2 * DAY), events: [] }); return caseView(cases[0]); }
  if ((found = is('POST', '/cases/([^/]+)/changes'))) { const each = cases.find((one) => one.id === found[1]); change(each, body.command); return caseView(each); }
  if (is('GET', '/rules')) return { items: rules };
  if (is('POST', '/rules')) { rules.push({ id: id(7, rules.length + 1), ...body }); return rules.at(-1); }
  if ((found = is('PUT', '/rules/(.+)'))) return Object.assign(rules.find((each) => each.id === found[1]), body);
  if (is('GET', '/contacts')) return { items: [{ id: id(11, 1), external_id: 'C-1042', email: 'customer@example.org', name: 'Sample Customer', created_at: iso(now - 400 * DAY) }] };
  if (is('POST', '/contacts/.+/erase')) return null;
  if (is('GET', '/audit')) return { items: audit };
  return problem(404, `${method} ${path}`);
}

const QR = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 25 25"><rect width="25" height="25" fill="#fff"/>${Array.from({ length: 625 }, (_, index) => (random() < 0.48 ? `<rect x="${index % 25}" y="${Math.floor(index / 25)}" width="1" height="1"/>` : '')).join('')}</svg>`;

export function mock() {
  return (request, response, next) => {
    const url = new URL(request.url, 'http://127.0.0.1');
    response.setHeader('Content-Security-Policy', process.env.HEARD_CSP === '1' ? "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:" : '');
    if (!url.pathname.startsWith('/api/v1')) return next();
    const path = url.pathname.slice(7);
    if (path === '/events') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      response.write('event: facts\ndata: {"seq":16000}\n\n');
      return undefined;
    }
    if (path.endsWith('/qr.svg')) return response.writeHead(200, { 'Content-Type': 'image/svg+xml' }).end(QR);
    let text = '';
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => {
      if (path === '/metrics:export') return response.writeHead(200, { 'Content-Type': 'text/csv' }).end('period,value\r\n');
      let result;
      try {
        result = handle(request.method, path, url.searchParams, text ? JSON.parse(text) : {});
      } catch (error) {
        console.error(error);
        result = problem(500, String(error));
      }
      if (result === null) return response.writeHead(204).end();
      const status = result?.body && typeof result.status === 'number' ? result.status : 200;
      response.writeHead(status, { 'Content-Type': status === 200 ? 'application/json' : 'application/problem+json' });
      return response.end(JSON.stringify(status === 200 ? result : result.body));
    });
    return undefined;
  };
}
