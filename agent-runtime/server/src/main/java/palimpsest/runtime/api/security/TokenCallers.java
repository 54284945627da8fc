package palimpsest.runtime.api.security;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import palimpsest.memory.key.Role;

/** Reads the caller out of a verified token. A token without tenant, user or a role of ours is as good as none. */
public final class TokenCallers implements Converter<Jwt, AbstractAuthenticationToken> {

    private final String tenantClaim;
    private final String userClaim;
    private final String roleClaim;
    private final String operatorRole;

    /**
     * Names of claims; a dot steps into an object, as in {@code realm_access.roles}.
     *
     * @param operatorRole the role of tokens that is our operator; null: no token is one
     */
    public TokenCallers(String tenantClaim, String userClaim, String roleClaim, String operatorRole) {
        this.tenantClaim = tenantClaim;
        this.userClaim = userClaim;
        this.roleClaim = roleClaim;
        this.operatorRole = operatorRole;
    }

    /** @throws InvalidBearerTokenException when a claim is missing; the message names it */
    @Override
    public AbstractAuthenticationToken convert(Jwt token) {
        String tenant = text(token, tenantClaim);
        String user = text(token, userClaim);
        Role role = values(claim(token, roleClaim)).map(this::role).flatMap(Optional::stream).max(Comparator.naturalOrder())
                .orElseThrow(() -> new InvalidBearerTokenException("The token's claim " + roleClaim + " names no role of ours: reader, user or admin."));
        return new CallerAuthentication(Caller.ofToken(tenant, user, role));
    }

    /** "operator" is a common word in roles of others: only the configured one counts. */
    private Optional<Role> role(String name) {
        return name.equals(operatorRole) ? Optional.of(Role.OPERATOR) : Role.labelled(name).filter(role -> role != Role.OPERATOR);
    }

    private static String text(Jwt token, String name) {
        return claim(token, name) instanceof String text && !text.isBlank() ? text.strip() : missing(name);
    }

    private static String missing(String name) {
        throw new InvalidBearerTokenException("The token has no claim " + name + ".");
    }

    private static Stream<String> values(Object claim) {
        return switch (claim) {
            case String text -> Arrays.stream(text.split("[ ,]+"));
            case Collection<?> several -> several.stream().map(String::valueOf);
            case null, default -> Stream.empty();
        };
    }

    private static Object claim(Jwt token, String name) {
        Object whole = token.getClaims().get(name);
        if (whole != null) {
            return whole;
        }
        Object found = token.getClaims();
        for (String step : name.split("\\.")) {
            found = found instanceof Map<?, ?> object ? object.get(step) : null;
        }
        return found;
    }
}
