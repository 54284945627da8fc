package palimpsest.memory.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.conversation.PostgresConversationStore;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.embed.EmbeddingModels;
import palimpsest.memory.meta.MetaMemoryStore.NewVersion;
import palimpsest.memory.meta.MetaMemoryVersion.Origin;
import palimpsest.memory.meta.evolve.EvolutionItem;
import palimpsest.memory.meta.evolve.EvolutionSettings;
import palimpsest.memory.meta.evolve.PostgresEvolutionStore;
import palimpsest.memory.meta.evolve.TrainingCase;
import palimpsest.memory.testing.TestDatabase;

/** Versions on a real PostgreSQL, and which of their rules stand in front of a question. */
@ExtendWith(TestDatabase.Injected.class)
class StoredMetaMemoryTest {

    private MetaMemoryStore store;
    private String tenant;

    @BeforeEach
    void open(TestDatabase database) {
        store = new PostgresMetaMemoryStore(database.jdbc());
        tenant = database.newTenant();
    }

    private MetaMemoryVersion edit(int parent, String... rules) {
        return store.append(tenant, new NewVersion(parent, Origin.EDIT, new MetaMemoryRules(List.of(rules)), List.of(), null, null, null, null)).orElseThrow();
    }

    @Test
    void before_the_first_version_nothing_stands_in_front() {
        assertThat(new StoredMetaMemory(store, null, 3).select(tenant, "When?")).isEqualTo(MetaMemorySelection.NONE);
        assertThat(store.version(tenant, 0)).contains(MetaMemoryVersion.NONE);
    }

    @Test
    void who_answers_in_a_conversation_comes_with_whether_there_are_versions(TestDatabase database) {
        var conversations = new PostgresConversationStore(database.jdbc());
        UUID conversation = conversations.createConversation(tenant, conversations.agentNamed(tenant, "reader").id(), "A talk").id();
        String other = tenant;
        tenant = database.newTenant();
        edit(0, "One.");
        tenant = other;
        assertThat(conversations.answering(tenant, conversation).orElseThrow().learned()).as("others have").isFalse();
        edit(0, "One.");
        assertThat(conversations.answering(tenant, conversation).orElseThrow().learned()).isTrue();
        assertThat(new StoredMetaMemory(store, null, 3).inTable()).isTrue();
        assertThat(MetaMemory.NONE.inTable()).as("of an application").isFalse();
    }

    @Test
    void a_version_is_stored_only_on_the_one_in_force() {
        edit(0, "One.");
        edit(1, "One.", "Two.");
        assertThat(store.append(tenant, new NewVersion(1, Origin.EDIT, MetaMemoryRules.EMPTY, List.of(), null, null, null, null))).isEmpty();
        assertThat(store.append(tenant, new NewVersion(5, Origin.EDIT, MetaMemoryRules.EMPTY, List.of(), null, null, null, null))).isEmpty();
        assertThat(store.versions(tenant)).extracting(MetaMemoryVersion::number).containsExactly(2, 1);
        assertThat(store.current(tenant).rules().contents()).containsExactly("One.", "Two.");
        assertThat(store.current(TestDatabase.shared().newTenant())).isEqualTo(MetaMemoryVersion.NONE);
    }

    @Test
    void a_version_comes_back_with_its_test_and_its_operations() {
        var evolution = java.util.UUID.randomUUID();
        var version = new NewVersion(0, Origin.EVOLUTION, new MetaMemoryRules(List.of("One.")), List.of(new RuleOperation.Add("One.")),
                new PairedTest(10, 4, 6, 3, 1, 0.625), null, evolution, "batch0");
        MetaMemoryVersion stored = store.append(tenant, version).orElseThrow();
        assertThat(stored.heldOut()).isEqualTo(version.heldOut());
        assertThat(stored.operations()).isEqualTo(version.operations());
        assertThat(stored.evolutionId()).isEqualTo(evolution);
        assertThat(store.append(tenant, version)).as("the same item again").contains(stored);
    }

    @Test
    void of_many_rules_those_that_fit_the_question_stand_in_front() {
        edit(0, "When a date is asked for, take it from the day of the message and not from today.",
                "When someone asks for a restaurant or food, respect what they said they can't eat.",
                "When two values of one thing differ, the newest message counts.",
                "When something was never mentioned, say that it is not known.");
        Embedder embedder = EmbeddingModels.byId(EmbeddingModels.BGE_SMALL_EN);
        var memory = new StoredMetaMemory(store, embedder::query, 1);
        assertThat(memory.select(tenant, "Which place could we eat at on Friday?").rules()).extracting(MetaMemoryRule::id).containsExactly("M1");
        assertThat(memory.select(tenant, "On which date did Ann move to Rome?").rules()).extracting(MetaMemoryRule::id).containsExactly("M0");
        var prepared = memory.selection(tenant, "Which place could we eat at on Friday?");
        assertThat(prepared.get().rules()).extracting(MetaMemoryRule::id).containsExactly("M1");
        edit(1, "When a date is asked for, take it from the day of the message and not from today.", "When something was never mentioned, say that it is not known.");
        assertThat(prepared.get()).as("asked for again, the version in force then").extracting(MetaMemorySelection::version).isEqualTo(2);
        assertThat(new StoredMetaMemory(store, embedder::query, 8).select(tenant, "Anything?").rules()).hasSize(2);
    }

    private static final String OF_TIMES = "Reckon spans of time from the days of the messages.";
    private static final String OF_WISHES = "Name only what the person said to like.";
    private static final String MERGED = "Read what was said last with what it was said of.";
    private static final String WRITTEN = "Say where it was said.";

    /** A version of two rules as questions proposed them and one that was made of both, then one that a person added. */
    private void learned(TestDatabase database) {
        var evolutions = new PostgresEvolutionStore(database.jdbc(), database.transaction());
        UUID id = evolutions.create(tenant, EvolutionSettings.DEFAULT, 0, List.of(new TrainingCase("a", "When did Ida move?", List.of(), "In May", "temporal-reasoning"),
                new TrainingCase("b", "What would Ida like to cook?", List.of(), "Something with leek", "preference"), new TrainingCase("c", "Who is Ida?", List.of(), "A vet", "plain")));
        evolutions.record(tenant, id, proposal(0, "{\"operation\": \"add\", \"content\": \"" + OF_TIMES + "\"}"));
        evolutions.record(tenant, id, proposal(1, "{\"operation\": \"update\", \"id\": \"M0\", \"content\": \" " + OF_WISHES + "\"}"));
        evolutions.record(tenant, id, proposal(2, ""));
        store.append(tenant, new NewVersion(0, Origin.EVOLUTION, new MetaMemoryRules(List.of(OF_TIMES, OF_WISHES, MERGED)),
                List.of(new RuleOperation.Add(OF_TIMES), new RuleOperation.Add(OF_WISHES), new RuleOperation.Add(MERGED)), null, null, id, "fold0/epoch0/batch0")).orElseThrow();
        edit(1, OF_TIMES, OF_WISHES, MERGED, WRITTEN);
    }

    private static EvolutionItem proposal(int position, String operations) {
        return new EvolutionItem("fold0/epoch0/batch0/case" + position + "/proposal", EvolutionItem.Kind.PROPOSAL, position, null, "[" + operations + "]", 0, 0, 1);
    }

    @Test
    void it_is_known_from_which_questions_a_rule_was_learned(TestDatabase database) {
        learned(database);

        assertThat(store.learnedFrom(tenant)).containsOnly(entry(OF_TIMES, Set.of(TaskKind.TEMPORAL)), entry(OF_WISHES, Set.of(TaskKind.PREFERENCE)),
                entry(MERGED, Set.of(TaskKind.TEMPORAL, TaskKind.PREFERENCE)));
        assertThat(store.learnedFrom(database.newTenant())).isEmpty();
    }

    @Test
    void of_many_rules_those_of_another_kind_of_question_give_way_also_without_embeddings_and_when_embedding_fails(TestDatabase database) {
        learned(database);
        Function<String, float[]> away = text -> {
            throw new IllegalStateException("The model is away.");
        };
        for (Function<String, float[]> embedding : Arrays.<Function<String, float[]>>asList(null, away, EmbeddingModels.byId(EmbeddingModels.BGE_SMALL_EN)::query)) {
            var memory = new StoredMetaMemory(store, embedding, 3);
            assertThat(memory.select(tenant, "How many weeks passed between the two moves?").rules()).extracting(MetaMemoryRule::content).containsExactly(OF_TIMES, MERGED, WRITTEN);
            assertThat(memory.select(tenant, "Can you recommend a dish for Ida?").rules()).extracting(MetaMemoryRule::content).containsExactly(OF_WISHES, MERGED, WRITTEN);
            assertThat(memory.select(tenant, "Where does Ida live now?").rules()).extracting(MetaMemoryRule::content).contains(WRITTEN).hasSize(3);
            assertThat(memory.select(tenant, "Who is Ida?").rules()).as("of no kind that its words tell: the nearest, or the first").hasSize(3);
        }
        assertThat(new StoredMetaMemory(store, away, 2).select(tenant, "Who is Ida?").rules()).extracting(MetaMemoryRule::content).containsExactly(OF_TIMES, OF_WISHES);
    }

    @Test
    void a_question_is_compared_with_the_rules_in_its_language() {
        edit(0, "When a date is asked for, take it from the day of the message and not from today.", "问到日期时，以消息当天为准，而不是今天。", "推荐餐厅或食物时，要照顾对方不能吃的东西。");
        Embedder embedder = EmbeddingModels.byId(EmbeddingModels.BGE_SMALL_EN_ZH);
        var memory = new StoredMetaMemory(store, embedder::query, 1);
        assertThat(memory.select(tenant, "星期五我们可以去哪里吃饭？").rules()).extracting(MetaMemoryRule::id).containsExactly("M2");
        assertThat(memory.select(tenant, "On which date did Ann move to Rome?").rules()).extracting(MetaMemoryRule::id).containsExactly("M0");
    }
}
