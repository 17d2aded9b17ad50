// @ts-check
/** What the pretend model says to the agents of this folder: it looks at the tools on offer, the question and the turn. */
/** @import { Call, Reply } from './server.mjs' */

/**
 * @param {Call} call
 * @returns {Reply}
 */
export function reply({ tools, turn, messages }) {
  if (tools.includes('run_tests')) return runTestsAgain(turn);
  if (tools.includes('read_section')) return RESEARCH[Math.min(turn, RESEARCH.length - 1)] ?? {};
  const question = messages.at(-1)?.text ?? '';
  return { text: ANSWERS.find(([words]) => words.test(question))?.[1] ?? 'The handbook does not say.' };
}

const HOPES = [
  'Let me run the tests first, to see what fails and where.',
  'The discount seems to be taken off after the tax was added. I will run the tests again, to be sure that I have read the report correctly.',
  'It is still failing. That may have been a hiccup of the test runner, so let me run the same file once more before I change anything.',
  'The same assertion as before: 107.1 and not 101.15. I will run the tests one more time, to confirm that the failure is stable.',
];

/**
 * @param {number} turn
 * @returns {Reply}
 */
const runTestsAgain = turn => ({
  text: HOPES[turn < HOPES.length ? turn : 2 + (turn % 2)] ?? '',
  toolCalls: [{ name: 'run_tests', args: { file: 'test/invoice.test.js' } }],
  delayMs: 800 + ((turn * 170) % 500),
});

/** @param {string} title */
const read = title => ({ name: 'read_section', args: { title } });

/** @param {string} query */
const search = query => ({ name: 'search_handbook', args: { query } });

/** @type {Reply[]} */
const RESEARCH = [
  { text: 'Let me see which sections matter.', toolCalls: [search('off-site')] },
  { toolCalls: [read('Meetings and off-sites')] },
  { toolCalls: [read('Travel'), read('Hotels and daily allowance')] },
  { toolCalls: [search('may portugal'), read('Expenses')] },
  { toolCalls: [search('PT'), read('Public holidays')] },
  { toolCalls: [read('Approvals and budgets')] },
  {
    toolCalls: [
      {
        name: 'add_up',
        args: {
          items: [
            { what: 'return flights', each: 260, times: 6 },
            { what: 'carbon, 0.62 t at 90 EUR', each: 55.8, times: 6 },
            { what: 'hotel, three nights', each: 155, times: 18 },
            { what: 'allowance, two days and two halves', each: 46, times: 18 },
            { what: 'less dinner on one day, 40 %', each: -18.4, times: 6 },
            { what: 'room for the group, three days', each: 45, times: 18 },
            { what: 'one dinner together', each: 55, times: 6 },
            { what: 'activities', each: 40, times: 6 },
          ],
        },
      },
    ],
  },
  {
    text: `The off-site may cost up to 6,782.40 EUR, which is 1,130.40 EUR per person.

- Flights: 260 EUR each is the limit inside Europe. With six people, book through the travel desk. Carbon adds 55.80 EUR each.
- Hotel: 155 EUR per night in Lisbon. Since the first session starts at 9, arrive the evening before: three nights.
- Allowance: 46 EUR a day, half on the days of arrival and departure, less 40 % on the evening of the dinner together.
- Room 45 EUR per person and day, one dinner at 55 EUR, activities 40 EUR in total.

Who approves: the plan counts as one amount and lies above 6,000 EUR, so the head of department and finance, in about four working days. Without the activities and with flights at 165 EUR it would be below 6,000 EUR, and the head of department alone would do.

Mind 1 May: it is a public holiday in Portugal and in Germany.`,
  },
];

/** @type {[RegExp, string][]} */
const ANSWERS = [
  [/hotel in Lisbon/, '155 EUR per night, with breakfast and taxes.'],
  [/approves 2,000/, 'The head of your department, within two working days.'],
  [/holiday/, 'Thirty, plus public holidays.'],
  [/business class/, 'No: business class starts above nine hours and only if you work on the day of arrival.'],
  [/on call/, '350 EUR, and 90 EUR more for each public holiday in it.'],
  [/crew lists/, 'Ninety days, then they are deleted.'],
  [/taxi/, 'Yes, after 22:00 a taxi is always fine.'],
  [/work sample/, '120 EUR.'],
  [/invoice/, 'billing'],
  [/log in/, 'outage'],
  [/larger letters/, 'wish'],
];
