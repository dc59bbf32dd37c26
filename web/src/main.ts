// The console's beginning: the reader's language first, then who they are, then the page.
import { mount } from 'svelte';
import './app.css';
import './parts/popover.css';
import App from './App.svelte';
import { preferredLanguage, useLanguage } from './lib/i18n.svelte.ts';
import { startKeys } from './lib/keys.svelte.ts';
import { startRouter } from './lib/router.svelte.ts';
import { readSession } from './lib/session.svelte.ts';
import { startTheme } from './lib/theme.svelte.ts';

startTheme();
startRouter();
startKeys();
await Promise.all([useLanguage(preferredLanguage()), readSession()]);
const target = document.getElementById('app')!;
target.replaceChildren();
mount(App, { target });
