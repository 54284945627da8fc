import type { Plugin } from 'vite';

export function messagesInSources(): string[];
export function translations(locale: string): Record<string, string>;
export function valuesOf(text: string): string[];
export function messagesPlugin(): Plugin;
