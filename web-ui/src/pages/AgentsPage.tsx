export default function AgentsPage(_: { rest: string | null }) { return null; }
