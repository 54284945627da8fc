package palimpsest.memory.meta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.embed.EmbeddingModels;
import palimpsest.memory.meta.MetaMemoryStore.NewVersion;
import palimpsest.memory.meta.MetaMemoryVersion.Origin;
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

    @Test
    void a_question_is_compared_with_the_rules_in_its_language() {
        edit(0, "When a date is asked for, take it from the day of the message and not from today.", "问到日期时，以消息当天为准，而不是今天。", "推荐餐厅或食物时，要照顾对方不能吃的东西。");
        Embedder embedder = EmbeddingModels.byId(EmbeddingModels.BGE_SMALL_EN_ZH);
        var memory = new StoredMetaMemory(store, embedder::query, 1);
        assertThat(memory.select(tenant, "星期五我们可以去哪里吃饭？").rules()).extracting(MetaMemoryRule::id).containsExactly("M2");
        assertThat(memory.select(tenant, "On which date did Ann move to Rome?").rules()).extracting(MetaMemoryRule::id).containsExactly("M0");
    }
}
