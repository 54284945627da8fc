import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { queries } from './hooks/queries';
import { loadLanguage, storedLocale } from './i18n/t';
import './styles.css';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element "root".');
void loadLanguage(storedLocale()).finally(() => {
  createRoot(root).render(<StrictMode><QueryClientProvider client={queries}><App /></QueryClientProvider></StrictMode>);
});
