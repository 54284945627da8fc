package palimpsest.runtime.wiring;

import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Who may use the runtime over HTTP (docs/security.md).
 *
 * @param mode         {@code none}, {@code api-key}, {@code oidc}, or the last two together
 * @param allowedHosts without security: host names under which the runtime may be asked besides the machine's own
 * @param audit        who asked for what, with security
 * @param rate         how often callers may ask, with security
 * @param maxBody      of a request; uploads and imports have limits of their own
 */
@ConfigurationProperties("palimpsest.security")
public record SecurityProperties(@DefaultValue("none") Set<Mode> mode, @DefaultValue Set<String> allowedHosts, @DefaultValue Oidc oidc,
                                 @DefaultValue Audit audit, @DefaultValue Rate rate, @DefaultValue("10MB") DataSize maxBody) {

    /** How callers prove who they are. */
    public enum Mode { NONE, API_KEY, OIDC }

    /** Whether callers have to prove anything. */
    public boolean on() {
        return mode.contains(Mode.API_KEY) || mode.contains(Mode.OIDC);
    }

    /**
     * The audit log.
     *
     * @param enabled whether requests that change something or are refused are written down
     * @param keepFor age at which entries are removed, looked after every {@code palimpsest.retention.every}; kept for ever when not set
     */
    public record Audit(@DefaultValue("true") boolean enabled, Duration keepFor) {}

    /** @param requestsPerMinute of each key, each token's user and, where nothing was proved, each address, by each process; 0 is no limit */
    public record Rate(@DefaultValue("600") int requestsPerMinute) {}

    /**
     * Tokens of an OpenID Connect provider (JWT, signed).
     *
     * @param issuerUri   of the provider: what tokens must name as issuer, and where its keys are found when {@code jwkSetUri} is not set
     * @param jwkSetUri   where its keys are
     * @param audience    that tokens must name; any when not set
     * @param tenantClaim holds the tenant; a dot steps into an object
     * @param userClaim   holds the user
     * @param roleClaim   holds a role or a list with one: {@code reader}, {@code user} or {@code admin}
     * @param operatorRole the role in that claim that makes an operator, who reaches over tenants; no token does when not set
     * @param clockSkew   by which clocks may differ
     */
    public record Oidc(String issuerUri, String jwkSetUri, String audience, @DefaultValue("tenant") String tenantClaim,
                       @DefaultValue("sub") String userClaim, @DefaultValue("role") String roleClaim, String operatorRole, @DefaultValue("60s") Duration clockSkew) {}
}
