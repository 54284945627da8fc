package palimpsest.memory.pack.procedure;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import palimpsest.memory.pack.law.ArticleId;
import palimpsest.memory.pack.procedure.Act.Question;
import palimpsest.memory.pack.procedure.Violation.Kind;

/** Interprets a procedure: state and move give a new state, or what is wrong with the move. Pure. */
public final class ProcedureRules {

    private static final Pattern QUESTION = Pattern.compile("[^.!?;。！？\\n]*[?？]");

    private final Procedure procedure;
    private final Function<String, Set<ArticleId>> cited;

    /** @param cited the articles that a text names */
    public ProcedureRules(Procedure procedure, Function<String, Set<ArticleId>> cited) {
        this.procedure = procedure;
        this.cited = cited;
    }

    public Procedure procedure() {
        return procedure;
    }

    /** Judges a move; all that is wrong with it is told at once. */
    public MoveDecision judge(ProcedureState state, ProcedureMove move) {
        Optional<Stage> stage = procedure.stageOf(move.act());
        if (stage.isEmpty()) {
            return new MoveDecision(List.of(unknown(state, move)), state);
        }
        Act act = procedure.act(move.act()).orElseThrow();
        List<Violation> violations = new ArrayList<>(order(state, stage.get(), act, () -> next(state)));
        role(act, move).ifPresent(violations::add);
        violations.addAll(forbidden(stage.get(), move));
        violations.addAll(unsaid(act, move));
        return new MoveDecision(violations, violations.isEmpty() ? state.with(stage.get().id(), act.id()) : state);
    }

    /** The state when the move is let pass although it breaks rules; unchanged by an unknown act. */
    public ProcedureState waived(ProcedureState state, ProcedureMove move) {
        return procedure.stageOf(move.act()).map(stage -> state.with(stage.id(), move.act())).orElse(state);
    }

    /** Why a tool must not be used in the stage that the hearing is in. */
    public Optional<Violation> tool(ProcedureState state, String tool) {
        return current(state).flatMap(stage -> stage.forbidden().stream().filter(move -> tool.equals(move.tool())).findFirst()
                .map(move -> new Violation(Kind.FORBIDDEN_MOVE, tool + " is not allowed in the stage \"" + stage.title() + "\": " + move.why(), next(state))));
    }

    /** Acts that may come next: not done yet, and everything before them is; required ones first. */
    public List<Act> open(ProcedureState state) {
        List<Act> open = new ArrayList<>();
        for (boolean required : new boolean[]{true, false}) {
            for (Stage stage : procedure.stages()) {
                stage.acts().stream().filter(act -> act.required() == required && !state.has(act.id()))
                        .filter(act -> order(state, stage, act, () -> "").isEmpty()).forEach(open::add);
            }
        }
        return open;
    }

    /** Required acts that are not done yet, in the order of the stages. */
    public List<Act> missing(ProcedureState state) {
        return procedure.stages().stream().flatMap(stage -> stage.required().stream()).filter(act -> !state.has(act.id())).toList();
    }

    /** What to do next, in words. */
    public String next(ProcedureState state) {
        List<Act> open = open(state);
        List<Act> required = open.stream().filter(Act::required).toList();
        if (missing(state).isEmpty()) {
            return "Nothing is missing: the procedure is complete.";
        }
        return "Next: " + (required.isEmpty() ? open : required).stream().map(ProcedureRules::named).collect(Collectors.joining(" or ")) + ".";
    }

    private Optional<Stage> current(ProcedureState state) {
        return state.stage() == null ? procedure.stages().stream().findFirst() : procedure.stage(state.stage());
    }

    // --- order

    /** @param next what to do instead where the stage is closed */
    private List<Violation> order(ProcedureState state, Stage stage, Act act, Supplier<String> next) {
        List<Violation> violations = new ArrayList<>();
        boolean entered = stage.acts().stream().anyMatch(other -> state.has(other.id()));
        if (!entered) {
            for (Stage before : ancestors(stage)) {
                List<Act> undone = before.required().stream().filter(other -> !state.has(other.id())).toList();
                if (!undone.isEmpty()) {
                    violations.add(new Violation(Kind.SKIPPED_STAGE, "The stage \"" + before.title() + "\" is not complete, and must be before \""
                            + stage.title() + "\".", "First do " + listed(undone) + "."));
                }
            }
        }
        List<Act> early = act.after().stream().filter(other -> !state.has(other)).map(other -> procedure.act(other).orElseThrow()).toList();
        if (!early.isEmpty()) {
            violations.add(new Violation(Kind.TOO_EARLY, named(act) + " comes after " + listed(early) + ".", "First do " + listed(early) + "."));
        }
        // What a skipped stage still lacks may be done late: it is what a breach is mended by.
        closedBy(state, stage).filter(later -> !state.has(act.id()) && !act.required()).ifPresent(later -> violations.add(new Violation(Kind.CLOSED_STAGE,
                "The stage \"" + stage.title() + "\" is closed: the hearing is at \"" + later.title() + "\".", next.get())));
        return violations;
    }

    /** A stage that comes after this one and has begun. */
    private Optional<Stage> closedBy(ProcedureState state, Stage stage) {
        return procedure.stages().stream()
                .filter(later -> later.acts().stream().anyMatch(act -> state.has(act.id())) && ancestors(later).contains(stage)).findFirst();
    }

    /** All stages that must be complete before this one, in the order of the procedure. */
    private List<Stage> ancestors(Stage stage) {
        Set<String> before = new LinkedHashSet<>();
        collect(stage, before);
        return procedure.stages().stream().filter(other -> before.contains(other.id())).toList();
    }

    private void collect(Stage stage, Set<String> before) {
        for (String id : stage.after()) {
            if (before.add(id)) {
                procedure.stage(id).ifPresent(other -> collect(other, before));
            }
        }
    }

    // --- roles, forbidden moves, what must be said

    private static Optional<Violation> role(Act act, ProcedureMove move) {
        if (act.roles().isEmpty() || act.roles().stream().anyMatch(role -> role.equalsIgnoreCase(move.role().strip()))) {
            return Optional.empty();
        }
        String who = move.role().isBlank() ? "Nobody is named who does it" : "The " + move.role().strip() + " may not do it";
        return Optional.of(new Violation(Kind.WRONG_ROLE, named(act) + " is for the " + String.join(" or the ", act.roles()) + ". " + who + ".",
                "Let the " + String.join(" or the ", act.roles()) + " do it, and give that role."));
    }

    private static List<Violation> forbidden(Stage stage, ProcedureMove move) {
        return stage.forbidden().stream().filter(forbidden -> forbidden.says() != null && begins(move.says(), forbidden.says()))
                .map(forbidden -> new Violation(Kind.FORBIDDEN_MOVE, "\"" + forbidden.says() + "\" must not be said in the stage \"" + stage.title() + "\": "
                        + forbidden.why(), "Say it without \"" + forbidden.says() + "\"."))
                .toList();
    }

    private List<Violation> unsaid(Act act, ProcedureMove move) {
        List<Violation> violations = new ArrayList<>();
        for (Question question : act.ask()) {
            if (QUESTION.matcher(move.says()).results().noneMatch(asked -> question.words().stream().allMatch(word -> begins(asked.group(), word)))) {
                violations.add(new Violation(Kind.MISSING_QUESTION, named(act) + " must ask: " + question.text(),
                        "Ask it, as a question with the words " + String.join(", ", question.words()) + "."));
            }
        }
        Set<ArticleId> named = act.cite().isEmpty() ? Set.of() : new HashSet<>(cited.apply(move.says()));
        for (ArticleId article : act.cite()) {
            if (!named.contains(article)) {
                violations.add(new Violation(Kind.MISSING_CITATION, named(act) + " must cite " + article + ".", "Name it as \"" + article + "\" in what is said."));
            }
        }
        return violations;
    }

    /** Whether a word of the text, or several in a row, begin like that. */
    private static boolean begins(String text, String words) {
        String pattern = Pattern.quote(words.strip().toLowerCase(Locale.ROOT)).replaceAll("\\s+", "\\\\E\\\\s+\\\\Q");
        return Pattern.compile((Character.isIdeographic(words.strip().codePointAt(0)) ? "" : "(?<![\\p{L}\\p{N}])") + pattern).matcher(text.toLowerCase(Locale.ROOT)).find();
    }

    // --- words

    private Violation unknown(ProcedureState state, ProcedureMove move) {
        return new Violation(Kind.UNKNOWN_ACT, "The " + procedure.title() + " has no act \"" + move.act() + "\". Its acts are "
                + procedure.stages().stream().flatMap(stage -> stage.acts().stream()).map(Act::id).collect(Collectors.joining(", ")) + ".", next(state));
    }

    private static String listed(List<Act> acts) {
        return acts.stream().map(ProcedureRules::named).collect(Collectors.joining(", "));
    }

    private static String named(Act act) {
        return act.id() + " (" + act.title() + ")";
    }
}
