export interface FakeServerOptions {
  port?: number;
  delay?: number;
  sample?: boolean;
  staticDir?: string | null;
}

export function startFakeServer(options?: FakeServerOptions): Promise<{ url: string; close: () => Promise<void> }>;
