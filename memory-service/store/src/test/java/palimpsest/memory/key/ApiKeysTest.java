package palimpsest.memory.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.testkit.SettableClock;

@ExtendWith(TestDatabase.Injected.class)
class ApiKeysTest {

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final TestDatabase database;
    private final ApiKeys keys;
    private String tenant;

    ApiKeysTest(TestDatabase database) {
        this.database = database;
        this.keys = new ApiKeys(new ApiKeyStore(database.jdbc()), clock);
    }

    @BeforeEach
    void tenant() {
        tenant = database.newTenant();
    }

    @Test
    void a_key_is_recognised_by_its_whole_text_only() {
        var issued = keys.create(tenant, "ann", Role.USER, null);
        String secret = issued.secret();
        String other = secret.substring(0, secret.length() - 1) + (secret.endsWith("0") ? "1" : "0");

        assertThat(keys.recognise(secret)).contains(issued.key());
        assertThat(keys.recognise(other)).isEmpty();
        assertThat(keys.recognise(secret + "0")).isEmpty();
        assertThat(keys.recognise("plk_")).isEmpty();
        assertThat(keys.recognise("")).isEmpty();
    }

    @Test
    void the_secret_stands_nowhere_in_the_database() {
        String secret = keys.create(tenant, "ann", Role.USER, null).secret();
        String row = database.jdbc().sql("select k::text from api_key k where tenant = :tenant").param("tenant", tenant).query(String.class).single();

        assertThat(row).doesNotContain(secret.substring(secret.length() - 64));
    }

    @Test
    void a_key_that_has_expired_or_was_revoked_is_none() {
        String expiring = keys.create(tenant, "ann", Role.USER, Duration.ofDays(1)).secret();
        var revoked = keys.create(tenant, "ann", Role.ADMIN, null);

        assertThat(keys.recognise(expiring)).isPresent();
        assertThat(keys.revoke("another tenant", revoked.key().id())).isFalse();
        assertThat(keys.recognise(revoked.secret())).isPresent();
        assertThat(keys.revoke(tenant, revoked.key().id())).isTrue();
        assertThat(keys.revoke(tenant, revoked.key().id())).isFalse();
        clock.advance(Duration.ofDays(1));

        assertThat(keys.recognise(expiring)).isEmpty();
        assertThat(keys.recognise(revoked.secret())).isEmpty();
        assertThat(keys.list(tenant)).hasSize(2);
    }

    @Test
    void a_key_needs_a_tenant_a_user_and_time() {
        assertThatThrownBy(() -> keys.create(tenant, " ", Role.USER, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> keys.create(null, "ann", Role.USER, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> keys.create(tenant, "ann", Role.USER, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
