declare module 'messages:*' {
  import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser';
  const catalog: Record<string, string | MessageFormatElement[]>;
  export default catalog;
}
