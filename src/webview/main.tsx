/** The dashboard's page: listen, then draw. */
import { render } from 'preact';
import { App } from './app.tsx';
import { watchTheme } from './chart/theme.ts';
import { connect } from './connect.ts';

watchTheme();
connect();
render(<App />, document.getElementById('root') ?? document.body);
