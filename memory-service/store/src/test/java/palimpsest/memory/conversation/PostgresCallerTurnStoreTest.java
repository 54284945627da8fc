package palimpsest.memory.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.conversation.CallerTurn.Kind;
import palimpsest.memory.testing.TestDatabase;

@ExtendWith(TestDatabase.Injected.class)
class PostgresCallerTurnStoreTest {

    private final TestDatabase database;
    private final CallerTurnStore store;
    private final String tenant;
    private final UUID agent = UUID.randomUUID();

    PostgresCallerTurnStoreTest(TestDatabase database) {
        this.database = database;
        this.store = new PostgresCallerTurnStore(database.jdbc());
        this.tenant = database.newTenant();
        database.jdbc().sql("insert into agent (id, tenant, name) values (?, ?, 'reader')").params(agent, tenant).update();
    }

    @Test
    void all_turns_of_a_key_are_found_newest_first_those_of_deleted_conversations_too() {
        UUID first = conversation();
        UUID second = conversation();
        assertThat(store.add(tenant, agent, Kind.REPLY, "key", 1, first, UUID.randomUUID(), 4)).isTrue();
        assertThat(store.add(tenant, agent, Kind.REPLY, "key", 1, second, UUID.randomUUID(), 5)).as("somebody else was first").isFalse();
        assertThat(store.add(tenant, agent, Kind.REPLY, "key", 2, second, UUID.randomUUID(), 5)).isTrue();
        store.add(tenant, agent, Kind.REQUEST, "key", 1, second, UUID.randomUUID(), 6);
        database.jdbc().sql("update conversation set deleted_at = now() where id = ?").param(first).update();

        assertThat(store.all(tenant, agent, Kind.REPLY, "key")).extracting(CallerTurn::conversationId).containsExactly(second, first);
        assertThat(store.all(tenant, agent, Kind.REPLY, "key")).extracting(CallerTurn::deleted).containsExactly(false, true);
        assertThat(store.find(tenant, agent, Kind.REPLY, "key")).hasValueSatisfying(newest -> assertThat(newest.seq()).isEqualTo(5));
        assertThat(store.all(database.newTenant(), agent, Kind.REPLY, "key")).isEmpty();
        assertThat(store.all(tenant, UUID.randomUUID(), Kind.REPLY, "key")).isEmpty();
    }

    private UUID conversation() {
        UUID id = UUID.randomUUID();
        database.jdbc().sql("insert into conversation (id, tenant, agent_id) values (?, ?, ?)").params(id, tenant, agent).update();
        return id;
    }
}
