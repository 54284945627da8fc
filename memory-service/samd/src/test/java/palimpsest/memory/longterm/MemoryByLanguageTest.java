package palimpsest.memory.longterm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.gate.BaselineGates;
import palimpsest.memory.gate.GateProfile;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.testkit.SettableClock;

@ExtendWith(TestDatabase.Injected.class)
class MemoryByLanguageTest {

    private static final String SUBJECT = "anna";

    private final TestDatabase database;
    private final String tenant;
    private final String usual = "words-" + UUID.randomUUID();
    private final String own = "characters-" + UUID.randomUUID();

    MemoryByLanguageTest(TestDatabase database) {
        this.database = database;
        this.tenant = database.newTenant();
    }

    /** Texts with the same characters are near each other. */
    private static final class Characters implements EmbeddingModel {
        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
            return Response.from(segments.stream().map(segment -> {
                float[] vector = new float[128];
                segment.text().codePoints().filter(Character::isIdeographic).forEach(c -> vector[c % 128] += 1);
                return Embedding.from(vector);
            }).toList());
        }
    }

    private LongTermMemory memory(Embedder embedder) {
        return new LongTermMemory(database.jdbc(), database.transaction(), embedder, null,
                new LongTermMemory.Settings(GateProfile.shipped(), null, BaselineGates.everything(), "english"), new SettableClock(Remembering.MONDAY));
    }

    private Embedder forAll() {
        return new Embedder(usual, "", Words::new);
    }

    private Embedder byLanguage() {
        return Embedder.byLanguage("both", forAll(), new Embedder(own, "", Characters::new));
    }

    private static NumberedTurn turn(long seq, String text) {
        return new NumberedTurn(seq, new Turn("Anna", Remembering.MONDAY, text, null));
    }

    private double nearest(LongTermMemory memory, String query) {
        return memory.recall(tenant, Recall.now(SUBJECT, query, 5)).getFirst().dense();
    }

    private List<String> models() {
        return database.jdbc().sql("select embedding_model || ' ' || dimensions from memory_record where tenant = ? order by created_order").param(tenant).query(String.class).list();
    }

    @Test
    void what_is_said_in_chinese_is_compared_by_the_chinese_model_and_all_else_by_the_usual_one() {
        LongTermMemory memory = memory(byLanguage());
        memory.remember(tenant, SUBJECT, "talk", List.of(turn(1, "我对花生过敏，出门总带着药。"), turn(2, "My sister lives in Lisbon with two cats.")));

        assertThat(models()).containsExactly(own + " 128", usual + " 384");
        assertThat(nearest(memory, "我对什么过敏？")).isGreaterThan(0.3);
        assertThat(nearest(memory, "sister Lisbon cats")).isGreaterThan(0.3);
    }

    @Test
    void records_in_chinese_of_the_model_for_all_are_embedded_anew_and_no_others() {
        memory(forAll()).remember(tenant, SUBJECT, "talk", List.of(turn(1, "我对花生过敏，出门总带着药。"), turn(2, "My sister lives in Lisbon, 里斯本."), turn(3, "我的妹妹住在里斯本。")));
        LongTermMemory memory = memory(byLanguage());
        assertThat(nearest(memory, "我对什么过敏？")).as("by words alone until then").isNaN();

        TenantScope.overAll(() -> memory.embedAnew(() -> false));

        assertThat(models()).containsExactly(own + " 128", usual + " 384", own + " 128");
        assertThat(nearest(memory, "我对什么过敏？")).isGreaterThan(0.3);
    }
}
