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
        double before = gated.say("c1", 1, "Ann", "Nice! Tea time.").score();
        for (int seq = 2; seq <= 9; seq++) {
            gated.say("c1", seq, "Ann", "Nice! Tea time.");
        }
        model.answer = prompt -> prompt.contains("\"rule\"") ? "{\"rule\":\"Tea matters here.\",\"keep\":[1,2,3,4,5,6,7,8,9]}" : "{\"records\":[]}";
        rules.workOff();
        assertThat(gated.memory.clusters(gated.tenant, "ann")).anySatisfy(cluster -> {
            assertThat(cluster.rule()).isEqualTo("Tea matters here.");
            assertThat(cluster.offset()).isPositive();
        });
        Decision after = gated.say("c2", 1, "Ann", "Nice! Tea time.");
        assertThat(after.score()).isGreaterThan(before);
        assertThat(after.reason()).contains("rule: Tea matters here.");
        int asked = model.prompts.size();
        rules.workOff();
        assertThat(model.prompts.stream().skip(asked)).as("not again before it has doubled").noneMatch(prompt -> prompt.contains("\"rule\""));
    }
}
