// `node --import spanmeter/register`: the same one recorder as `--require`.
import './register.cjs';
