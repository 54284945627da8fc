package palimpsest.memory.pack.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import palimpsest.memory.pack.Pack;
import palimpsest.memory.pack.PackReader;
import palimpsest.memory.pack.procedure.Violation.Kind;

/** The interpreter: on the shipped hearing, and as laws that hold for every procedure without flaws. */
class ProcedureRulesTest {

    private static final Pack PACK = PackReader.shipped("zumbrelia").orElseThrow();
    private static final ProcedureRules TIDE_COURT = new ProcedureRules(PACK.procedure("tide court").orElseThrow(), PACK.provisions()::cited);

    private static ProcedureState done(String... acts) {
        ProcedureState state = ProcedureState.START;
        for (String act : acts) {
            state = state.with(TIDE_COURT.procedure().stageOf(act).orElseThrow().id(), act);
        }
        return state;
    }

    private static List<Kind> kinds(ProcedureState state, String act, String role, String says) {
        MoveDecision ruling = TIDE_COURT.judge(state, new ProcedureMove(act, role, says));
        assertThat(ruling.violations()).allSatisfy(violation -> assertThat(violation.remedy()).isNotBlank());
        assertThat(ruling.state()).isEqualTo(ruling.allowed() ? state.with(TIDE_COURT.procedure().stageOf(act).orElseThrow().id(), act) : state);
        return ruling.violations().stream().map(Violation::kind).toList();
    }

    @Test
    void a_move_that_keeps_the_rules_is_allowed() {
        assertThat(kinds(ProcedureState.START, "open-hearing", "Judge", "The hearing is open.")).isEmpty();
        assertThat(kinds(done("open-hearing"), "ask-objections", "judge", "Under Tide Court Rules 2: does anybody object to me?")).isEmpty();
    }

    @Test
    void a_skipped_stage_is_named_with_what_is_missing_in_it() {
        MoveDecision ruling = TIDE_COURT.judge(done("open-hearing", "ask-objections"), new ProcedureMove("read-charge", "prosecutor", "Odo took the lantern."));
        assertThat(ruling.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.kind()).isEqualTo(Kind.SKIPPED_STAGE);
            assertThat(violation.what()).contains("Instruction of the accused");
            assertThat(violation.remedy()).contains("instruct-accused");
        });
    }

    @Test
    void every_stage_that_was_skipped_is_told() {
        assertThat(kinds(done("open-hearing", "ask-objections"), "pronounce-judgment", "judge", "Tide Court Rules 8."))
                .containsExactly(Kind.SKIPPED_STAGE, Kind.SKIPPED_STAGE, Kind.SKIPPED_STAGE, Kind.SKIPPED_STAGE);
    }

    @Test
    void an_act_too_early_by_the_wrong_role_and_without_its_words_is_told_all_of_it() {
        assertThat(kinds(ProcedureState.START, "ask-objections", "prosecutor", "Nobody objects."))
                .containsExactlyInAnyOrder(Kind.TOO_EARLY, Kind.WRONG_ROLE, Kind.MISSING_QUESTION, Kind.MISSING_CITATION);
        assertThat(kinds(ProcedureState.START, "sing", "judge", "La.")).containsExactly(Kind.UNKNOWN_ACT);
    }

    @Test
    void what_must_not_be_said_is_heard_in_any_case_but_not_inside_words() {
        ProcedureState state = done("open-hearing", "ask-objections", "instruct-accused");
        assertThat(kinds(state, "read-charge", "prosecutor", "He is GUILTY of theft.")).containsExactly(Kind.FORBIDDEN_MOVE);
        assertThat(kinds(state, "read-charge", "prosecutor", "He unguiltyly took it.")).isEmpty();
    }

    @Test
    void a_stage_is_closed_once_the_next_has_begun_and_tools_follow_the_stage() {
        ProcedureState proof = done("open-hearing", "ask-objections", "instruct-accused", "read-charge", "ask-plea", "show-proof");
        assertThat(kinds(proof, "answer-charge", "accused", "No.")).containsExactly(Kind.CLOSED_STAGE);
        assertThat(kinds(proof, "read-charge", "prosecutor", "Once more.")).as("doing it again harms nothing").isEmpty();
        assertThat(TIDE_COURT.tool(proof, "plan_generation")).isPresent();
        assertThat(TIDE_COURT.tool(proof, "law_retrieval")).isEmpty();
        assertThat(TIDE_COURT.tool(ProcedureState.START, "plan_generation")).isEmpty();
    }

    @Test
    void a_question_must_be_one() {
        ProcedureState state = done("open-hearing", "ask-objections", "instruct-accused", "read-charge");
        assertThat(kinds(state, "ask-plea", "judge", "You admit the charge. Yes?")).containsExactly(Kind.MISSING_QUESTION);
        assertThat(kinds(state, "ask-plea", "judge", "Odo Brackwater, do you admit it?")).isEmpty();
    }

    @Test
    void a_move_that_is_let_pass_takes_effect_all_the_same() {
        var move = new ProcedureMove("read-charge", "prosecutor", "Odo took the lantern.");
        ProcedureState waived = TIDE_COURT.waived(ProcedureState.START, move);
        assertThat(waived).isEqualTo(new ProcedureState("charge", List.of("read-charge")));
        assertThat(kinds(waived, "ask-plea", "judge", "Do you admit it?")).as("what was let pass once is not told again").isEmpty();
    }

    @Test
    void what_a_skipped_stage_lacks_can_be_done_late() {
        ProcedureState waived = TIDE_COURT.waived(ProcedureState.START, new ProcedureMove("read-charge", "prosecutor", "Odo took the lantern."));
        assertThat(TIDE_COURT.open(waived)).extracting(Act::id).contains("open-hearing");
        assertThat(kinds(waived, "open-hearing", "judge", "The hearing is open.")).isEmpty();
        assertThat(TIDE_COURT.next(waived)).contains("open-hearing");
    }

    // --- for every procedure

    @Provide
    Arbitrary<Procedure> procedures() {
        return Arbitraries.randomValue(ProcedureRulesTest::random);
    }

    private static Procedure random(Random random) {
        int stages = 1 + random.nextInt(5);
        List<List<Boolean>> acts = IntStream.range(0, stages)
                .mapToObj(s -> IntStream.rangeClosed(0, random.nextInt(3)).mapToObj(a -> random.nextInt(3) > 0).toList()).toList();
        List<String> ids = IntStream.range(0, stages).boxed().flatMap(s -> IntStream.range(0, acts.get(s).size()).mapToObj(a -> id(s, a))).toList();
        return new Procedure("any", "any", IntStream.range(0, stages).mapToObj(s -> new Stage("s" + s, "s" + s,
                some(random, IntStream.range(0, stages).mapToObj(other -> "s" + other).toList(), s),
                IntStream.range(0, acts.get(s).size()).mapToObj(a -> new Act(id(s, a), id(s, a), List.of(), acts.get(s).get(a),
                        some(random, ids, ids.indexOf(id(s, a))), List.of(), List.of())).toList(), List.of())).toList());
    }

    private static String id(int stage, int act) {
        return "s" + stage + "a" + act;
    }

    /** Mostly earlier ones; now and then a later one, which makes circles and dead ends. */
    private static List<String> some(Random random, List<String> names, int before) {
        Set<String> chosen = new LinkedHashSet<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            chosen.add(names.get(before > 0 && random.nextInt(10) > 0 ? random.nextInt(before) : random.nextInt(names.size())));
        }
        return random.nextInt(12) == 0 ? List.copyOf(chosen) : chosen.stream().filter(name -> names.indexOf(name) < before).toList();
    }

    private static ProcedureState walk(ProcedureRules rules, Random random, int steps) {
        List<String> acts = rules.procedure().stages().stream().flatMap(stage -> stage.acts().stream()).map(Act::id).toList();
        ProcedureState state = ProcedureState.START;
        for (int i = 0; i < steps; i++) {
            state = rules.judge(state, new ProcedureMove(acts.get(random.nextInt(acts.size())), "", "")).state();
        }
        return state;
    }

    @Property(tries = 500)
    void nothing_is_done_before_what_must_be_before_it(@ForAll("procedures") Procedure procedure, @ForAll Random random) {
        Assume.that(Soundness.flaws(procedure).isEmpty());
        ProcedureState end = walk(new ProcedureRules(procedure, text -> Set.of()), random, 30);
        Set<String> before = new HashSet<>();
        for (String act : end.done()) {
            assertThat(before).containsAll(procedure.act(act).orElseThrow().after());
            for (String stage : procedure.stageOf(act).orElseThrow().after()) {
                assertThat(before).containsAll(procedure.stage(stage).orElseThrow().required().stream().map(Act::id).toList());
            }
            assertThat(before.add(act)).as("once each").isTrue();
        }
    }

    @Property(tries = 500)
    void a_procedure_without_flaws_can_be_ended_from_wherever_allowed_moves_lead(@ForAll("procedures") Procedure procedure, @ForAll Random random) {
        Assume.that(Soundness.flaws(procedure).isEmpty());
        var rules = new ProcedureRules(procedure, text -> Set.of());
        ProcedureState state = walk(rules, random, random.nextInt(20));
        while (!rules.missing(state).isEmpty()) {
            List<Act> required = rules.open(state).stream().filter(Act::required).toList();
            assertThat(required).as("something required can come next after %s", state.done()).isNotEmpty();
            MoveDecision ruling = rules.judge(state, new ProcedureMove(required.get(random.nextInt(required.size())).id(), "", ""));
            assertThat(ruling.allowed()).as("what is open is allowed").isTrue();
            state = ruling.state();
        }
    }

    @Property(tries = 500)
    void what_is_open_is_what_is_allowed(@ForAll("procedures") Procedure procedure, @ForAll Random random) {
        Assume.that(Soundness.flaws(procedure).isEmpty());
        var rules = new ProcedureRules(procedure, text -> Set.of());
        ProcedureState state = walk(rules, random, random.nextInt(20));
        List<String> open = rules.open(state).stream().map(Act::id).toList();
        procedure.stages().stream().flatMap(stage -> stage.acts().stream()).filter(act -> !state.has(act.id()))
                .forEach(act -> assertThat(rules.judge(state, new ProcedureMove(act.id(), "", "")).allowed()).as(act.id()).isEqualTo(open.contains(act.id())));
    }
}
