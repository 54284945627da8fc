package palimpsest.runtime.server;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import palimpsest.runtime.wiring.ConfigurationMistake;
import palimpsest.runtime.wiring.SecurityProperties.Mode;
import palimpsest.runtime.wiring.SecurityProperties.Oidc;
import palimpsest.runtime.wiring.SecurityProperties;

class WebSecurityConfigurationTest {

    private static SecurityProperties with(String jwkSetUri, Mode... modes) {
        return new SecurityProperties(Set.of(modes), Set.of(), new Oidc(null, jwkSetUri, null, "tenant", "sub", "role", null, Duration.ofMinutes(1)),
                new SecurityProperties.Audit(true, null), new SecurityProperties.Rate(600), DataSize.ofMegabytes(10));
    }

    @Test
    void without_security_only_loopback_may_be_bound() throws UnknownHostException {
        for (String loopback : new String[] {"127.0.0.1", "127.8.8.8", "::1"}) {
            assertThatCode(() -> WebSecurityConfiguration.check(with(null, Mode.NONE), InetAddress.getByName(loopback))).doesNotThrowAnyException();
        }
        for (InetAddress open : new InetAddress[] {null, InetAddress.getByName("0.0.0.0"), InetAddress.getByName("::"), InetAddress.getByName("192.168.1.7")}) {
            assertThatThrownBy(() -> WebSecurityConfiguration.check(with(null, Mode.NONE), open)).isInstanceOf(ConfigurationMistake.class)
                    .hasMessageContaining("palimpsest.security.mode=api-key").hasMessageContaining("keys create");
        }
    }

    @Test
    void with_security_any_address_may_be_bound() {
        assertThatCode(() -> WebSecurityConfiguration.check(with(null, Mode.API_KEY), null)).doesNotThrowAnyException();
        assertThatCode(() -> WebSecurityConfiguration.check(with("http://provider/keys", Mode.OIDC, Mode.API_KEY), null)).doesNotThrowAnyException();
    }

    @Test
    void modes_that_contradict_each_other_or_lack_a_provider_are_mistakes() {
        assertThatThrownBy(() -> WebSecurityConfiguration.check(with(null, Mode.NONE, Mode.API_KEY), null)).isInstanceOf(ConfigurationMistake.class);
        assertThatThrownBy(() -> WebSecurityConfiguration.check(with(null, Mode.OIDC), null)).isInstanceOf(ConfigurationMistake.class)
                .hasMessageContaining("issuer-uri");
    }
}
