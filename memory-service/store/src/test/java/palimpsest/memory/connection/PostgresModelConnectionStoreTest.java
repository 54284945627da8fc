package palimpsest.memory.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.testing.TestDatabase;

@ExtendWith(TestDatabase.Injected.class)
class PostgresModelConnectionStoreTest {

    private static final ModelConnection LOCAL = new ModelConnection("local", "openai", "http://127.0.0.1:8000/v1", "qwen", 16_000, 2000, KeyPlace.NONE, null, 0, null, 0);
    private static final ModelConnection FAR = new ModelConnection("local", "anthropic", "https://models.example/v1", "big", 64_000, 4000, KeyPlace.VARIABLE, "MY_API_KEY", 3, 0.3, 15);

    private final TestDatabase database;
    private final ModelConnectionStore store;
    private String tenant;

    PostgresModelConnectionStoreTest(TestDatabase database) {
        this.database = database;
        this.store = new PostgresModelConnectionStore(database.jdbc());
    }

    @BeforeEach
    void tenant() {
        tenant = database.newTenant();
    }

    @Test
    void a_connection_is_found_as_it_was_added_by_its_tenant_alone() {
        assertThat(store.add(tenant, LOCAL)).isTrue();

        assertThat(store.find(tenant, "local")).contains(LOCAL);
        assertThat(store.list(tenant)).containsExactly(LOCAL);
        assertThat(store.find(database.newTenant(), "local")).isEmpty();
        assertThat(store.list(database.newTenant())).isEmpty();
    }

    @Test
    void a_name_is_given_once_and_free_again_after_its_model_was_deleted() {
        store.add(tenant, LOCAL);

        assertThat(store.add(tenant, FAR)).isFalse();
        assertThat(store.find(tenant, "local")).contains(LOCAL);
        assertThat(store.delete(tenant, "local")).isTrue();
        assertThat(store.delete(tenant, "local")).isFalse();
        assertThat(store.find(tenant, "local")).isEmpty();
        assertThat(store.add(tenant, FAR)).isTrue();
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void a_change_gives_all_values_anew_and_needs_a_connection() {
        assertThat(store.change(tenant, FAR)).isFalse();
        store.add(tenant, LOCAL);

        assertThat(store.change(tenant, FAR)).isTrue();
        assertThat(store.find(tenant, "local")).contains(FAR);
    }

    private long rows() {
        return database.jdbc().sql("select count(*) from model_connection where tenant = :tenant").param("tenant", tenant).query(Long.class).single();
    }
}
