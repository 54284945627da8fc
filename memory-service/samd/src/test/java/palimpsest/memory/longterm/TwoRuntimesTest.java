package palimpsest.memory.longterm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import palimpsest.memory.gate.Cluster;
import palimpsest.memory.gate.GateProfile;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.longterm.MemoryRecord.Kind;

/** Two runtimes over one database: each has locks of its own, so only the database keeps them apart. */
class TwoRuntimesTest {

    private static final String NO_RECORDS = "{\"records\":[]}";

    private final Remembering here = Remembering.fitted();
    private final LongTermMemory other = new LongTermMemory(here.database.jdbc(), here.database.transaction(), Words.embedder(), null,
            new LongTermMemory.Settings(GateProfile.shipped(), null, null, "english"), here.clock);

    private static final class Scripted implements ChatModel {
        private final List<String> prompts = new ArrayList<>();
        private Function<String, String> answer = prompt -> NO_RECORDS;

        @Override
        public ChatResponse doChat(ChatRequest request) {
            String prompt = ((UserMessage) request.messages().getLast()).singleText();
            prompts.add(prompt);
            return ChatResponse.builder().aiMessage(AiMessage.from(answer.apply(prompt))).build();
        }
    }

    private final Scripted firstModel = new Scripted();
    private final Scripted secondModel = new Scripted();
    private final MemoryEnrichment first = new MemoryEnrichment(here.memory, firstModel, new CallBudget(100, Duration.ofHours(1), here.clock));
    private final MemoryEnrichment second = new MemoryEnrichment(other, secondModel, new CallBudget(100, Duration.ofHours(1), here.clock));

    @BeforeEach
    void nothing_waits_of_other_tests() {
        here.database.jdbc().sql("update memory_decision set enriched_at = now(), judged_by_rule = kept").update();
        here.database.jdbc().sql("update memory_cluster set rule_size = size").update();
    }

    private static String fact(String text) {
        return "{\"records\":[{\"kind\":\"fact\",\"text\":\"" + text + "\",\"turn\":1,\"quote\":\"moved to Berlin\",\"confidence\":0.9}]}";
    }

    private List<String> facts() {
        return here.memory.list(here.tenant, "ann", Kind.FACT, null, null, 10).stream().map(MemoryRecord::text).toList();
    }

    private void news() {
        Decision said = here.say("c1", 1, "Ann", "Last Friday I moved to Berlin with my sister Mia and her two cats.");
        assertThat(said.kept()).isTrue();
    }

    @Test
    void while_one_runtime_works_on_a_turn_the_other_does_not() {
        news();
        firstModel.answer = prompt -> {
            assertThat(second.workOff()).isZero();
            return fact("Ann lives in Berlin.");
        };
        assertThat(first.workOff()).isEqualTo(1);
        assertThat(second.workOff()).isZero();
        assertThat(secondModel.prompts).isEmpty();
        assertThat(facts()).containsExactly("Ann lives in Berlin.");
    }

    @Test
    void what_a_killed_runtime_held_is_done_by_the_other_once_its_lease_is_over() {
        news();
        // the first one takes the turn and is killed: it never gives it back
        assertThat(here.memory.leases().waiting(12, 3, here.clock.instant(), here.clock.instant().plus(MemoryEnrichment.LEASE), here.clock.instant()).turns()).hasSize(1);
        secondModel.answer = prompt -> fact("Ann lives in Berlin.");
        assertThat(second.workOff()).isZero();
        here.clock.advance(MemoryEnrichment.LEASE.plusSeconds(1));
        assertThat(second.workOff()).isEqualTo(1);
        assertThat(facts()).containsExactly("Ann lives in Berlin.");
    }

    @Test
    void a_runtime_that_was_away_longer_than_its_lease_stores_nothing_a_second_time() {
        news();
        secondModel.answer = prompt -> fact("Ann lives in Berlin.");
        firstModel.answer = prompt -> {
            here.clock.advance(MemoryEnrichment.LEASE.plusSeconds(1));
            second.workOff();
            return fact("Ann's home is Berlin.");
        };
        first.workOff();
        assertThat(facts()).containsExactly("Ann lives in Berlin.");
    }

    @Test
    void a_word_of_a_person_in_one_runtime_survives_a_rule_that_the_other_writes_meanwhile() {
        var decided = new ArrayList<Decision>();
        for (int i = 1; i <= 9; i++) {
            decided.add(here.say("c" + i, 1, "Ann", "I drank green tea in the garden with my sister today."));
        }
        Decision overruled = decided.getFirst();
        firstModel.answer = prompt -> {
            if (!prompt.contains("\"rule\"")) {
                return NO_RECORDS;
            }
            other.overrule(here.tenant, overruled.id(), false, "carla");
            return "{\"rule\":\"Tea matters.\",\"keep\":[1,2,3,4,5,6,7,8,9]}";
        };
        first.workOff();
        assertThat(here.memory.decision(here.tenant, overruled.id())).get().returns(false, Decision::kept).returns("carla", Decision::overruledBy);
        List<Cluster> clusters = here.memory.clusters(here.tenant, "ann");
        assertThat(clusters).anySatisfy(cluster -> assertThat(cluster.rule()).isEqualTo("Tea matters."));
    }

    @Test
    void two_runtimes_that_take_in_at_once_lose_no_turn_and_no_member() throws Exception {
        CompletableFuture<?> one = CompletableFuture.runAsync(() -> IntStream.range(0, 25).forEach(i -> say(here.memory, i)));
        CompletableFuture<?> two = CompletableFuture.runAsync(() -> IntStream.range(0, 25).forEach(i -> say(other, i + 10)));
        CompletableFuture.allOf(one, two).get();
        List<Decision> decided = here.memory.decisions(here.tenant, "ann", null, null, 100);
        assertThat(decided).extracting(Decision::seq).doesNotHaveDuplicates().hasSize(35);
        int members = (int) decided.stream().filter(decision -> decision.cluster() != null).count();
        assertThat(here.memory.clusters(here.tenant, "ann").stream().mapToInt(Cluster::size).sum()).isEqualTo(members);
        assertThat(members).isPositive();
    }

    private void say(LongTermMemory memory, int i) {
        memory.remember(here.tenant, "ann", "shared", List.of(new NumberedTurn(i, new Turn("Ann", null, "Last week I bought book number " + i + " in Oslo with Paul."))));
    }
}
