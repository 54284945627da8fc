export default function RulesPage(_: { rest: string | null }) { return null; }
