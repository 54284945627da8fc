package palimpsest.tools.law;

import static palimpsest.tools.spi.ToolOutcome.result;

import java.util.SequencedMap;
import palimpsest.memory.pack.PackLibrary;
import palimpsest.memory.pack.procedure.Act;
import palimpsest.memory.pack.procedure.MoveDecision;
import palimpsest.memory.pack.procedure.ProcedureMove;
import palimpsest.memory.pack.procedure.ProcedureRules;
import palimpsest.memory.pack.procedure.ProcedureState;
import palimpsest.memory.pack.procedure.Violation;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.InvalidArgument;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;

/** The tools that follow a hearing. Its state is in the conversation's events. */
final class ProcedureActTool {

    private ProcedureActTool() {}

    /** How far the hearing has come; it fails only by what is missing once the last stage has begun. */
    static ToolOutcome check(PackLibrary library, ToolArguments arguments, ToolContext context) {
        ProcedureRules rules = PackReferences.rules(library, arguments.requireText("court_type"));
        ProcedureState state = context.procedure(library.pack().name(), rules.procedure().courtType());
        boolean complete = rules.missing(state).isEmpty();
        return ToolOutcome.of(result("court_type", rules.procedure().courtType(), "stage", state.stage(), "verdict", complete ? "pass" : "unknown",
                "evidence", complete ? "Every required act was done." : rules.missing(state).size() + " required acts are not done yet.", "done", state.done(),
                "missing", rules.missing(state).stream().map(Act::id).toList(), "open", rules.open(state).stream().map(ExplorationTools::act).toList(), "next", rules.next(state)));
    }

    /**
     * Records an act. One that breaks a rule is recorded with what it breaks: whether it takes effect is decided by the policy of the
     * verification, which sees it before.
     */
    static ToolOutcome act(PackLibrary library, ToolArguments arguments, ToolContext context) {
        ProcedureRules rules = PackReferences.rules(library, arguments.requireText("court_type"));
        String courtType = rules.procedure().courtType();
        var move = move(arguments);
        ProcedureState state = context.procedure(library.pack().name(), courtType);
        MoveDecision ruling = rules.judge(state, move);
        var stage = rules.procedure().stageOf(move.act()).orElseThrow(() -> new InvalidArgument(ruling.violations().getFirst().what() + " " + rules.next(state)));
        var told = result("court_type", courtType, "stage", stage.id(), "act", move.act(), "allowed", ruling.allowed());
        if (!ruling.allowed()) {
            told.put("violations", ruling.violations().stream().map(ProcedureActTool::violation).toList());
        }
        told.put("next", rules.next(ruling.state()));
        return ToolOutcome.of(told, new Effect.ProcedureActed(library.pack().name(), courtType, stage.id(), move.act(), move.role(),
                ruling.violations().stream().map(Violation::what).toList()));
    }

    private static ProcedureMove move(ToolArguments arguments) {
        return new ProcedureMove(arguments.requireText("act").strip(), arguments.requireText("role").strip(), arguments.requireText("content"));
    }

    private static SequencedMap<String, Object> violation(Violation violation) {
        return result("kind", violation.kind().label(), "what", violation.what(), "what_to_do", violation.remedy());
    }
}
