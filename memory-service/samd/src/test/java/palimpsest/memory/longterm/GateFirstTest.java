package palimpsest.memory.longterm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.gate.Dialogue;
import palimpsest.memory.gate.GateProfile;
import palimpsest.memory.gate.Interaction;
import palimpsest.memory.gate.MemoryGate;
import palimpsest.memory.gate.MemoryGate.Outcome;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.testkit.SettableClock;

/** The gate comes before anything that costs. */
class GateFirstTest {

    private final TestDatabase database = TestDatabase.shared();
    private final String tenant = database.newTenant();
    private final SettableClock clock = new SettableClock(Remembering.MONDAY);
    private final List<String> embedded = new ArrayList<>();
    private final Embedder embedder = new Embedder("counting", "", () -> new EmbeddingModel() {
        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
            segments.forEach(segment -> embedded.add(segment.text()));
            return Response.from(segments.stream().map(segment -> Embedding.from(new float[] {1, 0})).toList());
        }
    });

    private LongTermMemory memory(MemoryGate gate) {
        return new LongTermMemory(database.jdbc(), database.transaction(), embedder, null,
                new LongTermMemory.Settings(GateProfile.shipped(), null, gate, "english"), clock);
    }

    /** By a word of the text; remembers how many turns before it saw. */
    private static final class ByWord implements MemoryGate {
        private int mostBefore;

        @Override
        public String id() {
            return "by-word";
        }

        @Override
        public Verdict judge(Interaction interaction) {
            assertThat(interaction.embedding()).isNull();
            mostBefore = Math.max(mostBefore, interaction.before().lastTurns().size());
            boolean keep = interaction.turn().text().contains("keep");
            return interaction.turn().text().contains("perhaps") ? new Verdict(Outcome.UNSURE, keep, 0.5, "can't tell", null) : new Verdict(keep, 1, "by word", null);
        }
    }

    private List<Decision> say(LongTermMemory memory, String... texts) {
        return memory.remember(tenant, "ann", "c1", IntStream.range(0, texts.length).mapToObj(i -> new NumberedTurn(i + 1L, new Turn("Ann", null, texts[i]))).toList());
    }

    @Test
    void a_dropped_turn_is_never_embedded_and_has_no_vector() {
        List<Decision> decided = say(memory(new ByWord()), "keep me", "drop me", "perhaps keep me", "perhaps drop me");
        assertThat(decided).extracting(Decision::kept).containsExactly(true, false, true, false);
        assertThat(decided).extracting(Decision::outcome).containsExactly(Outcome.KEEP, Outcome.DROP, Outcome.UNSURE, Outcome.UNSURE);
        assertThat(embedded).doesNotContain("drop me").contains("keep me", "perhaps keep me");
        assertThat(decided).filteredOn(decision -> !decision.kept()).allSatisfy(decision -> assertThat(decision.embedding()).isNull());
        assertThat(database.jdbc().sql("select count(*) from memory_decision where tenant = :tenant and not kept and embedding is not null")
                .param("tenant", tenant).query(Long.class).single()).isZero();
    }

    @Test
    void a_gate_of_ones_own_has_nothing_of_ours_beside_it() {
        LongTermMemory memory = memory(new ByWord());
        say(memory, "keep me", "drop me");
        assertThat(memory.clusters(tenant, "ann")).isEmpty();
        assertThat(embedded).containsExactly("keep me");
    }

    @Test
    void pleasantries_cost_no_embedding_under_the_fitted_gate() {
        LongTermMemory memory = memory(null);
        say(memory, "Hi Ben, how are you?", "Great, thanks! And you?", "Great too, thanks so much!", "Wow, that's great!", "Thanks, Ben!", "Sure, take care!",
                "Last Friday I adopted a puppy called Rex from the shelter in Hamburg, my kids love him.", "Wow, that's great! Thanks so much!");
        assertThat(embedded).anyMatch(text -> text.contains("Rex")).doesNotContain("Wow, that's great!", "Wow, that's great! Thanks so much!");
    }

    @Test
    void a_gate_sees_so_many_turns_however_long_the_conversation_is() {
        var gate = new ByWord();
        LongTermMemory memory = memory(gate);
        for (int i = 0; i < 3 * Dialogue.TURNS; i++) {
            memory.remember(tenant, "ann", "long", List.of(new NumberedTurn(i + 1L, new Turn("Ann", null, "keep turn " + i))));
        }
        assertThat(gate.mostBefore).isEqualTo(Dialogue.TURNS);
    }

    @Test
    void a_person_may_still_keep_what_was_dropped_until_its_text_is_erased() {
        LongTermMemory memory = memory(null);
        List<Decision> decided = say(memory, "Hi Ben, how are you?", "Thanks, Ben!", "Wow, great!", "Thanks so much!", "Sure, take care!", "Wow, thanks!",
                "Wow, that's great! Thanks so much!", "Wow, thanks! That's great!", "Thanks, that's great!");
        List<Decision> dropped = decided.stream().filter(decision -> !decision.kept()).toList();
        assertThat(dropped).hasSizeGreaterThan(1);
        Decision wanted = dropped.getLast();
        Decision kept = memory.overrule(tenant, wanted.id(), true, "carla");
        assertThat(kept.embedding()).isNotNull();
        assertThat(kept.cluster()).isNotNull();
        assertThat(memory.clusters(tenant, "ann")).anySatisfy(cluster -> assertThat(cluster.offset()).isPositive());
        clock.advance(Duration.ofDays(31));
        memory.eraseDropped(Duration.ofDays(30));
        Decision gone = dropped.getFirst();
        assertThat(memory.decision(tenant, gone.id())).get().satisfies(decision -> {
            assertThat(decision.turn().content()).isEmpty();
            assertThat(decision.textErasedAt()).isNotNull();
        });
        assertThat(memory.decision(tenant, wanted.id()).orElseThrow().turn().content()).isEqualTo(wanted.turn().text());
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> memory.overrule(tenant, gone.id(), true, "carla")).withMessageContaining("erased");
        assertThat(say(memory, "Hi Ben, how are you?")).as("a sender that repeats itself").isEmpty();
    }

    @Test
    void the_text_of_a_turn_that_was_dropped_lately_stays() {
        LongTermMemory memory = memory(new ByWord());
        Decision dropped = say(memory, "drop me").getFirst();
        clock.advance(Duration.ofDays(29));
        memory.eraseDropped(Duration.ofDays(30));
        assertThat(memory.decision(tenant, dropped.id()).orElseThrow().turn().text()).isEqualTo("drop me");
    }
}
