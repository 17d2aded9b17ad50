/** What `--help` prints. */

export const HELP = `spanmeter: what local LLM agent runs cost

  spanmeter run -- COMMAND  runs a command with recording, and says what it cost
  spanmeter report          what was spent, by run, agent, task, user, model, day, week or place in the source
  spanmeter prices MODEL    what a model costs, and where the price is from
  spanmeter doctor          why is there nothing, why is it unpriced

  spanmeter COMMAND --help  the options of a command
  spanmeter --version

Every command takes --dir, all but run --json. Exit codes: 0 all is well, 1 it is not, 2 the command line is not understood;
run ends as its command does.
`;

const DIR = '  --dir DIR         a log folder (.spanmeter) or a project; else the one of the working directory';

export const RUN_HELP = `spanmeter run [--name NAME] [--budget USD] [--content] [--quiet] [--dir DIR] -- COMMAND [ARGUMENTS]

  --name NAME       what the run is called; the script's name, where absent
  --budget USD      the call that would pass it is refused
  --content         keep prompts and answers, secrets redacted, beside the log
  --quiet           say nothing at the end
${DIR}

Any command: node, npm run, npx tsx, a shell script. What it starts is recorded too. Its streams, signals and exit code are its own;
one line on standard error says what it cost.
`;

export const REPORT_HELP = `spanmeter report [--by …] [--since …] [--what-if …] [--json | --csv | --md] [--dir DIR]
spanmeter report --findings [--fail-on SEVERITY] [--since …] [--json] [--dir DIR]

  --by GROUP        run (default), agent, task, user, model, day, week or site
  --since WHEN      2026-11-01, 7d, 24h, 30m, 2w or 2026-11-01T12:00:00Z: calls that began then or later
  --what-if WHAT    a model, batch or caching: what the same calls would have cost
  --findings        what is wrong: loops, bloat, lost caches, each with its cost. Ends with 1 where a warning is among them
  --fail-on WHAT    information, warning (default) or critical: the least severity to end with 1 for
  --json            stable shape, see docs/cli.md
  --csv             for a spreadsheet
  --md              Markdown, for a note or a pull request
${DIR}

--by model also compares models that did the same task.
`;

export const PRICES_HELP = `spanmeter prices MODEL [--provider P] [--at DATE] [--json] [--dir DIR]

  MODEL             gpt-4o, openai/gpt-4o, us.anthropic.claude-sonnet-4-6-v1:0
  --provider P      who serves it: openai, azure, anthropic, aws, …
  --at DATE         the price of that day; today's, where absent
  --json            stable shape, see docs/cli.md
${DIR}

Your own prices in spanmeter.json count. Ends with 1 where no price is known.
`;

export const DOCTOR_HELP = `spanmeter doctor [--json] [--dir DIR]

  --json            stable shape, see docs/cli.md
${DIR}

Says what keeps runs from being recorded, priced and stopped, with the remedy. Ends with 1 where it finds something.
`;
