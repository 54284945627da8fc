import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { queries } from './hooks/queries';
import { loadLanguage, storedLocale } from './i18n/t';
import './styles.css';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element "root".');
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  // After the page has drawn; without one the page works as well, but not without the runtime.
  addEventListener('load', () => void navigator.serviceWorker.register('./sw.js').catch(() => undefined));
}
// A page that was open over an update asks for files that are gone; one that can't have them whatever it does stays as it is.
const RELOADED = 'palimpsest.reloaded';
const AGAIN_MS = 30_000;
addEventListener('vite:preloadError', () => {
  if (Date.now() - Number(sessionStorage.getItem(RELOADED) ?? 0) < AGAIN_MS) return;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
});

void loadLanguage(storedLocale()).finally(() => {
  createRoot(root).render(<StrictMode><QueryClientProvider client={queries}><App /></QueryClientProvider></StrictMode>);
});
