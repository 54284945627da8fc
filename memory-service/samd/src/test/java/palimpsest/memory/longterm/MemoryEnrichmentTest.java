package palimpsest.memory.longterm;

import static org.assertj.core.api.Assertions.assertThat;
import static palimpsest.memory.longterm.Remembering.day;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import palimpsest.memory.gate.MemoryGate.Outcome;
import palimpsest.memory.longterm.MemoryRecord.Kind;
import palimpsest.memory.longterm.MemoryRecord.Standing;
import palimpsest.testkit.ValidRequests;

class MemoryEnrichmentTest {

    /** Answers by a function of the prompt and keeps the prompts. */
    private static final class Scripted implements ChatModel {
        private final List<String> prompts = new ArrayList<>();
        private Function<String, String> answer = prompt -> "{\"records\":[]}";

        @Override
        public ChatResponse doChat(ChatRequest request) {
            ValidRequests.check(request);
            String prompt = ((UserMessage) request.messages().getLast()).singleText();
            prompts.add(prompt);
            return ChatResponse.builder().aiMessage(AiMessage.from(answer.apply(prompt))).build();
        }
    }

    private final Remembering here = Remembering.everything();
    private final Scripted model = new Scripted();
    private final MemoryEnrichment enrichment = new MemoryEnrichment(here.memory, model, new CallBudget(100, Duration.ofHours(1), here.clock));

    @BeforeEach
    void nothing_waits_of_other_tests() {
        here.database.jdbc().sql("update memory_decision set enriched_at = now() where enriched_at is null").update();
        here.database.jdbc().sql("update memory_cluster set rule_size = size").update();
    }

    private static String record(String text, String quote, String more) {
        return "{\"records\":[{\"kind\":\"fact\",\"text\":\"" + text + "\",\"turn\":1,\"quote\":\"" + quote + "\",\"confidence\":0.9" + more + "}]}";
    }

    private List<MemoryRecord> facts() {
        return here.memory.list(here.tenant, "ann", Kind.FACT, null, null, 10);
    }

    @Test
    void a_fact_is_stated_only_when_its_quote_stands_in_the_turn_it_names() {
        here.say("c1", 1, "Ann", "I moved to Berlin on 1 May.");
        model.answer = prompt -> "Here you are: " + record("Ann lives in Berlin.", "moved to berlin", ",\"valid_from\":\"2023-05-01\",") + " Anything else?";
        assertThat(enrichment.workOff()).isEqualTo(1);
        assertThat(facts()).singleElement().satisfies(fact -> {
            assertThat(fact.standing()).isEqualTo(Standing.STATED);
            assertThat(fact.valid().from()).isEqualTo(day("2023-05-01"));
            assertThat(fact.sources()).singleElement().satisfies(source -> {
                assertThat(source.start()).isEqualTo(2);
                assertThat(source.end()).isEqualTo(17);
            });
        });
        here.say("c1", 2, "Ann", "Trains are nice.");
        model.answer = prompt -> record("Ann has no car.", "I have no car", "");
        enrichment.workOff();
        assertThat(facts()).anySatisfy(fact -> {
            assertThat(fact.standing()).isEqualTo(Standing.INFERRED);
            assertThat(fact.confidence()).isLessThanOrEqualTo(0.5);
        });
    }

    @Test
    void a_model_is_shown_what_a_turn_corrects_and_of_whom_it_is() {
        here.say("c1", 1, "user", "My locker code is 4217.");
        here.say("c1", 2, "user", "I have a sister.");
        here.say("c1", 3, "user", "She lives in Porto.");
        here.say("c1", 4, "user", "My gate code is 12.");
        here.say("c1", 5, "user", "No, it's 13.");
        enrichment.workOff();

        assertThat(model.prompts).singleElement().asString().contains("user: No, it's 13. (corrects: \"My gate code is 12.\")\n", "user: She lives in Porto. (said right after: \"I have a sister.\")\n",
                "user: My gate code is 12.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "I can't help with that.", "{\"records\": 5}", "{\"records\":[{\"text\":", "{\"records\":[{\"turn\":99,\"text\":\"x\"},{\"turn\":1,\"text\":\"\"}]}"})
    void bad_output_changes_nothing_and_is_not_asked_for_for_ever(String output) {
        here.say("c1", 1, "Ann", "I moved to Berlin.");
        model.answer = prompt -> output;
        for (int i = 0; i < 8; i++) {
            enrichment.workOff();
        }
        assertThat(here.records()).extracting(MemoryRecord::text).containsExactly("I moved to Berlin.");
        assertThat(model.prompts).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void what_contradicts_an_older_fact_closes_it() {
        here.say("c1", 1, "Ann", "I live in Berlin.");
        model.answer = prompt -> record("Ann lives in Berlin.", "live in Berlin", "");
        enrichment.workOff();
        here.clock.advance(Duration.ofDays(90));
        here.say("c2", 1, "Ann", "I live in Hamburg now.");
        model.answer = prompt -> record("Ann lives in Hamburg.", "live in Hamburg", ",\"replaces\":\"R1\"");
        enrichment.workOff();
        assertThat(model.prompts.getLast()).contains("R1. Ann lives in Berlin.");
        here.clock.advance(Duration.ofDays(1));
        assertThat(here.memory.list(here.tenant, "ann", Kind.FACT, here.clock.instant(), null, 10)).extracting(MemoryRecord::text).containsExactly("Ann lives in Hamburg.");
        assertThat(here.memory.list(here.tenant, "ann", Kind.FACT, day("2023-06-01"), day("2023-06-01"), 10)).extracting(MemoryRecord::text)
                .containsExactly("Ann lives in Berlin.");
    }

    @Test
    void a_guess_does_not_replace_what_was_stated() {
        here.say("c1", 1, "Ann", "I live in Berlin.");
        model.answer = prompt -> record("Ann lives in Berlin.", "live in Berlin", "");
        enrichment.workOff();
        here.say("c2", 1, "Ann", "The harbour is lovely.");
        model.answer = prompt -> record("Ann lives in Hamburg.", "", ",\"replaces\":\"R1\"");
        enrichment.workOff();
        assertThat(facts()).extracting(MemoryRecord::text).containsExactlyInAnyOrder("Ann lives in Berlin.", "Ann lives in Hamburg.");
    }

    @Test
    void what_is_forgotten_while_the_model_thinks_does_not_come_back() {
        here.say("c1", 1, "Ann", "My password is swordfish.");
        model.answer = prompt -> {
            here.memory.forget(here.tenant, new Forget("ann", "c1", List.of(), null), "ann");
            return record("Ann's password is swordfish.", "password is swordfish", "");
        };
        enrichment.workOff();
        assertThat(here.rowsWith("swordfish")).isZero();
    }

    @Test
    void facts_go_with_the_turn_that_they_were_taken_from() {
        here.say("c1", 1, "Ann", "My password is swordfish.");
        model.answer = prompt -> record("Ann's password is swordfish.", "password is swordfish", "");
        enrichment.workOff();
        assertThat(here.memory.forget(here.tenant, new Forget("ann", "c1", List.of(1L), null), "ann").records()).isEqualTo(2);
        assertThat(here.rowsWith("swordfish")).isZero();
    }

    @Test
    void the_budget_is_kept_and_an_outage_uses_up_no_attempt() {
        var small = new MemoryEnrichment(here.memory, model, new CallBudget(2, Duration.ofHours(1), here.clock));
        here.say("c1", 1, "Ann", "I moved to Berlin.");
        model.answer = prompt -> {
            throw new RateLimitException("slow down");
        };
        for (int i = 0; i < 5; i++) {
            small.workOff();
        }
        assertThat(model.prompts).as("two calls in this hour").hasSize(2);
        model.answer = prompt -> record("Ann lives in Berlin.", "moved to Berlin", "");
        here.clock.advance(Duration.ofHours(2));
        small.workOff();
        assertThat(facts()).hasSize(1);
    }

    @Test
    void a_cluster_that_has_grown_gets_a_rule_and_the_gate_uses_it() {
        var gated = Remembering.fitted();
        var rules = new MemoryEnrichment(gated.memory, model, new CallBudget(100, Duration.ofHours(1), gated.clock));
        String tea = TEA;
        for (int i = 1; i <= 9; i++) {
            gated.say("c" + i, 1, "Ann", tea);
        }
        model.answer = prompt -> prompt.contains("\"rule\"") ? "{\"rule\":\"Tea does not matter here.\",\"keep\":[]}" : "{\"records\":[]}";
        rules.workOff();
        assertThat(gated.memory.clusters(gated.tenant, "ann")).anySatisfy(cluster -> {
            assertThat(cluster.rule()).isEqualTo("Tea does not matter here.");
            assertThat(cluster.offset()).isNegative();
        });
        Decision after = gated.say("c10", 1, "Ann", tea);
        assertThat(after.outcome()).isEqualTo(Outcome.UNSURE);
        assertThat(after.reason()).contains("its cluster is kept less", "rule: Tea does not matter here.");
        int asked = model.prompts.size();
        rules.workOff();
        assertThat(model.prompts.stream().skip(asked)).as("not again before it has doubled").noneMatch(prompt -> prompt.contains("\"rule\""));
    }

    /** Takes in turns about tea and lets the model write a rule for their cluster. @return the texts' cluster has a rule */
    private Remembering withRule(String rule) {
        var gated = Remembering.fitted();
        for (int i = 1; i <= 9; i++) {
            gated.say("c" + i, 1, "Ann", TEA);
        }
        model.answer = prompt -> prompt.contains("\"rule\"") ? "{\"rule\":\"" + rule + "\",\"keep\":[]}" : "{\"records\":[]}";
        new MemoryEnrichment(gated.memory, model, new CallBudget(100, Duration.ofHours(1), gated.clock)).workOff();
        return gated;
    }

    private static final String TEA = "I had some green tea in the garden.";

    private String judging(String prompt, String keep) {
        return prompt.contains("Criterion: ") ? "{\"keep\":[" + keep + "]}" : "{\"records\":[]}";
    }

    @Test
    void a_criterion_in_words_decides_on_new_turns_that_the_gate_is_unsure_of() {
        var gated = withRule("Tea does not matter here.");
        var enrichment = new MemoryEnrichment(gated.memory, model, new CallBudget(100, Duration.ofHours(1), gated.clock));
        String black = TEA.replace("green", "black");
        Decision unsure = gated.say("new", 1, "Ann", black);
        assertThat(unsure.outcome()).isEqualTo(Outcome.UNSURE);
        model.answer = prompt -> judging(prompt, unsure.kept() ? "" : "1");
        gated.clock.advance(MemoryEnrichment.PATIENCE);
        enrichment.workOff();
        assertThat(model.prompts).anySatisfy(prompt -> assertThat(prompt).contains("Criterion: Tea does not matter here.", "before:", "Remembered already:", "1. Ann: " + black));
        Decision judged = gated.memory.decision(gated.tenant, unsure.id()).orElseThrow();
        assertThat(judged.kept()).isNotEqualTo(unsure.kept());
        assertThat(judged.reason()).contains("under its cluster's rule: Tea does not matter here.");
        assertThat(judged.embedding() != null).as("what is dropped has no vector").isEqualTo(judged.kept());
        assertThat(gated.records().stream().anyMatch(record -> record.sources().stream().anyMatch(source -> source.decisionId().equals(unsure.id()))))
                .isEqualTo(judged.kept());
        int asked = model.prompts.size();
        enrichment.workOff();
        assertThat(model.prompts.stream().skip(asked)).as("asked once").noneMatch(prompt -> prompt.contains("Criterion: "));
    }

    private static List<String> asked(List<String> prompts, int from, String what) {
        return prompts.stream().skip(from).filter(prompt -> prompt.contains(what)).toList();
    }

    @Test
    void what_the_gate_is_unsure_of_is_judged_together_once_there_are_twelve_or_the_oldest_has_waited() {
        var gated = withRule("Tea does not matter here.");
        var enrichment = new MemoryEnrichment(gated.memory, model, new CallBudget(100, Duration.ofHours(1), gated.clock));
        model.answer = prompt -> judging(prompt, "");
        gated.database.jdbc().sql("update memory_cluster set rule_size = 1000").update(); // no rule is written anew
        int before = model.prompts.size();
        for (int i = 1; i <= 11; i++) {
            assertThat(gated.say("new" + i, 1, "Ann", TEA.replace("green", "black")).outcome()).isEqualTo(Outcome.UNSURE);
            enrichment.workOff();
        }
        assertThat(model.prompts.stream().skip(before)).as("neither judged nor searched for facts, which they may be dropped before").isEmpty();
        gated.say("new12", 1, "Ann", TEA.replace("green", "black"));
        enrichment.workOff();
        assertThat(asked(model.prompts, before, "Criterion: ")).singleElement().asString().contains("12. Ann: ");

        gated.say("last", 1, "Ann", TEA.replace("green", "white"));
        enrichment.workOff();
        assertThat(asked(model.prompts, before, "Criterion: ")).hasSize(1);
        gated.clock.advance(MemoryEnrichment.PATIENCE);
        enrichment.workOff();
        assertThat(asked(model.prompts, before, "Criterion: ")).hasSize(2).last().asString().contains("1. Ann: " + TEA.replace("green", "white")).doesNotContain("2. Ann: ");
    }

    @Test
    void a_person_has_the_last_word_over_a_criterion() {
        var gated = withRule("Tea does not matter here.");
        Decision unsure = gated.say("new", 1, "Ann", TEA);
        model.answer = prompt -> {
            gated.memory.overrule(gated.tenant, unsure.id(), unsure.kept(), "carla");
            return judging(prompt, unsure.kept() ? "" : "1");
        };
        gated.clock.advance(MemoryEnrichment.PATIENCE);
        new MemoryEnrichment(gated.memory, model, new CallBudget(100, Duration.ofHours(1), gated.clock)).workOff();
        assertThat(gated.memory.decision(gated.tenant, unsure.id()).orElseThrow()).returns(unsure.kept(), Decision::kept).returns("carla", Decision::overruledBy);
    }

    @Test
    void a_criterion_goes_with_the_turns_that_it_was_written_from() {
        var gated = withRule("Never mention swordfish.");
        gated.say("new", 1, "Ann", TEA);
        assertThat(gated.rowsWith("swordfish")).isPositive();
        gated.memory.forget(gated.tenant, new Forget("ann", "c1", List.of(1L), null), "ann");
        assertThat(gated.rowsWith("swordfish")).isZero();
    }
}
