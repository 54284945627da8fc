export default function MemoryPage(_: { rest: string | null }) { return null; }
