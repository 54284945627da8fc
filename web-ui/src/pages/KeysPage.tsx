export default function KeysPage(_: { rest: string | null }) { return null; }
