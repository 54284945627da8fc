package palimpsest.runtime.verify.procedure;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import palimpsest.memory.pack.PackLibrary;
import palimpsest.memory.pack.procedure.Hearing;
import palimpsest.memory.pack.procedure.ProcedureMove;
import palimpsest.memory.pack.procedure.ProcedureRules;
import palimpsest.memory.pack.procedure.ProcedureState;
import palimpsest.memory.pack.procedure.Violation;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.CheckScope;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.Subject.ToolUse;
import palimpsest.runtime.verify.VerificationBudget;
import palimpsest.tools.law.LawTools;

/**
 * Checks an act of a hearing against the procedure of the conversation's pack, and any other law tool against what the stage that the
 * hearing is in forbids. Where no hearing was begun there is nothing to check.
 */
public final class ProcedureCheck implements Check {

    private static final CheckScope SCOPE = new CheckScope("procedure", Dimension.PROCEDURAL_COMPLIANCE,
            subject -> subject instanceof ToolUse use && LawTools.NAMES.contains(use.tool()));

    private final BiFunction<String, UUID, Optional<PackLibrary>> packs;

    /** @param packs the pack of a tenant's conversation */
    public ProcedureCheck(BiFunction<String, UUID, Optional<PackLibrary>> packs) {
        this.packs = packs;
    }

    @Override
    public CheckScope scope() {
        return SCOPE;
    }

    @Override
    public List<Finding> check(Subject subject, Facts facts, VerificationBudget budget) {
        var use = (ToolUse) subject;
        return packs.apply(facts.tenant(), facts.conversationId())
                .map(library -> use.tool().equals(LawTools.PROCEDURE_ACT) ? act(library, use.arguments(), facts) : tool(library, use.tool(), facts)).orElse(List.of());
    }

    private List<Finding> act(PackLibrary library, Map<String, Object> arguments, Facts facts) {
        Optional<ProcedureRules> rules = library.rules(text(arguments, "court_type"));
        if (rules.isEmpty()) {
            return List.of();
        }
        var move = new ProcedureMove(text(arguments, "act").strip(), text(arguments, "role").strip(), text(arguments, "content"));
        List<Violation> violations = rules.get().judge(state(library, rules.get(), facts), move).violations();
        return violations.isEmpty() ? List.of(Finding.pass(dimension(), name(), move.act(), "The rules of the " + rules.get().procedure().title() + " allow it.", null))
                : violations.stream().map(violation -> failed(move.act(), violation)).toList();
    }

    private List<Finding> tool(PackLibrary library, String tool, Facts facts) {
        return facts.hearings().stream().flatMap(hearing -> library.rules(hearing.courtType()).stream())
                .flatMap(rules -> rules.tool(state(library, rules, facts), tool).map(violation -> Stream.of(failed(tool, violation)))
                        .orElseGet(() -> Stream.of(Finding.pass(dimension(), name(), tool, "The " + rules.procedure().title() + " does not forbid it now.", null))))
                .toList();
    }

    private Finding failed(String claim, Violation violation) {
        return Finding.fail(dimension(), name(), claim, violation.what(), violation.remedy());
    }

    private static ProcedureState state(PackLibrary library, ProcedureRules rules, Facts facts) {
        return facts.hearings().stream().filter(hearing -> hearing.courtType().equals(rules.procedure().courtType())).findFirst()
                .orElseGet(() -> Hearing.notBegun(rules.procedure().courtType())).under(library.pack().name());
    }

    private static String text(Map<String, Object> arguments, String name) {
        return arguments.get(name) == null ? "" : String.valueOf(arguments.get(name));
    }
}
