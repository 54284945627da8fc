export default function FindPage(_: { rest: string | null }) { return null; }
