// Ends in the middle of everything.
const { run, turn } = await import(process.env.SPANMETER_INDEX);
await run('outer', () => run('inner', () => turn('never', () => process.exit(2))));
