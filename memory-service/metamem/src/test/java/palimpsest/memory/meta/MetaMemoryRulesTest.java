package palimpsest.memory.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import palimpsest.memory.meta.RuleOperation.Add;
import palimpsest.memory.meta.RuleOperation.Delete;
import palimpsest.memory.meta.RuleOperation.Update;

class MetaMemoryRulesTest {

    private static final MetaMemoryRules THREE = new MetaMemoryRules(List.of("Read dates.", "Prefer the newest.", "Say when nothing is known."));

    @Test
    void ids_name_the_rules_as_they_were_and_are_given_anew_afterwards() {
        var applied = THREE.apply(List.of(new Delete("M0"), new Update("m2", "Say so when  nothing is known."), new Add("Count days.")));
        assertThat(applied.skipped()).isEmpty();
        assertThat(applied.rules().rules()).containsExactly(new MetaMemoryRule("M0", "Prefer the newest."),
                new MetaMemoryRule("M1", "Say so when nothing is known."), new MetaMemoryRule("M2", "Count days."));
    }

    @Test
    void what_can_not_be_done_is_left_out_and_said() {
        var applied = THREE.apply(List.of(new Delete("M7"), new Update("M0", "prefer the NEWEST."), new Add("read dates."), new Add(" "),
                new Add("word ".repeat(31)), new Delete("M1"), new Update("M1", "Gone.")));
        assertThat(applied.skipped()).hasSize(6).extracting(MetaMemoryRules.Skipped::reason).anyMatch(reason -> reason.contains("no rule M7"))
                .anyMatch(reason -> reason.contains("30 words")).anyMatch(reason -> reason.contains("there already"));
        assertThat(applied.rules().contents()).containsExactly("Read dates.", "Say when nothing is known.");
    }

    @Test
    void rules_that_can_not_stand_are_refused_with_a_reason() {
        assertThatThrownBy(() -> new MetaMemoryRules(List.of("a", "A"))).hasMessageContaining("twice");
        assertThatThrownBy(() -> new MetaMemoryRules(List.of("\n"))).hasMessageContaining("empty");
        assertThatThrownBy(() -> new MetaMemoryRules(List.of("字".repeat(700)))).hasMessageContaining("30 words");
    }

    @Property(tries = 300)
    void whatever_is_applied_the_rules_stay_valid_and_every_operation_is_accounted_for(@ForAll("rules") MetaMemoryRules before,
                                                                                         @ForAll("operations") List<RuleOperation> operations) {
        var applied = before.apply(operations);
        MetaMemoryRules after = applied.rules();
        assertThat(new MetaMemoryRules(after.contents())).isEqualTo(after);
        assertThat(after.contents().stream().map(content -> content.toLowerCase(Locale.ROOT)).distinct()).hasSameSizeAs(after.contents());
        for (int place = 0; place < after.rules().size(); place++) {
            assertThat(after.rules().get(place).id()).isEqualTo("M" + place);
        }
        var done = new ArrayList<>(operations);
        applied.skipped().forEach(skipped -> done.remove(skipped.operation()));
        long adds = done.stream().filter(Add.class::isInstance).count();
        long deletes = done.stream().filter(Delete.class::isInstance).count();
        assertThat(after.contents()).hasSize((int) (before.contents().size() + adds - deletes));
    }

    @Property(tries = 200)
    void rules_that_no_operation_names_stay_in_their_order(@ForAll("rules") MetaMemoryRules before, @ForAll("operations") List<RuleOperation> operations) {
        var named = new HashSet<String>();
        operations.forEach(operation -> {
            switch (operation) {
                case Add ignored -> { }
                case Update update -> named.add(update.id());
                case Delete delete -> named.add(delete.id());
            }
        });
        List<String> untouched = before.rules().stream().filter(rule -> !named.contains(rule.id())).map(MetaMemoryRule::content).toList();
        assertThat(before.apply(operations).rules().contents().stream().filter(untouched::contains)).containsExactlyElementsOf(untouched);
    }

    @Property(tries = 100)
    void operations_survive_their_json_form(@ForAll("operations") List<RuleOperation> operations) {
        String written = new tools.jackson.databind.json.JsonMapper().writeValueAsString(RuleOperations.toJson(operations));
        List<RuleOperation> kept = operations.stream().filter(operation -> !(operation instanceof Add add && add.content().isBlank())
                && !(operation instanceof Update update && update.content().isBlank())).toList();
        assertThat(new RuleOperations().read("Here it is:\n```json\n" + written + "\n```").orElseThrow()).isEqualTo(kept);
    }

    @Provide
    Arbitrary<MetaMemoryRules> rules() {
        return Arbitraries.of("Read dates.", "Prefer the newest.", "Count days.", "Name the source.", "a", "b").set().ofMaxSize(6)
                .map(contents -> new MetaMemoryRules(List.copyOf(contents)));
    }

    @Provide
    Arbitrary<List<RuleOperation>> operations() {
        Arbitrary<String> ids = Arbitraries.of("M0", "M1", "M2", "M5", "M9", "x");
        Arbitrary<String> contents = Arbitraries.of("Read dates.", "READ DATES.", "a", "New one.", "Another.", "", "Say {\"so\"} [now].");
        return Arbitraries.<RuleOperation>oneOf(contents.map(Add::new), Combinators.combine(ids, contents).as(Update::new), ids.map(Delete::new)).list().ofMaxSize(8);
    }
}
