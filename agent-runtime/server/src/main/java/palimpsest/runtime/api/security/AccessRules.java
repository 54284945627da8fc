package palimpsest.runtime.api.security;

import jakarta.servlet.DispatcherType;
import java.util.function.Supplier;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import palimpsest.memory.key.Role;

/** Which role a request needs (docs/security.md, Roles). What is not named here needs at least a user. */
public final class AccessRules {

    /** The page without data, the description of the API, and whether the process lives. */
    private static final String[] PUBLIC = {"/", "/index.html", "/assets/**", "/favicon.svg", "/favicon.ico", "/manifest.json", "/sw.js", "/api/docs/**", "/api/openapi/**",
        "/api/openapi.yaml", "/swagger-ui/**", "/actuator/health/**", "/error"};
    private static final String[] ADMINISTRATION = {"/api/keys/**", "/api/audit/**", "/api/usage/**", "/actuator/**"};
    /** What all users of a tenant share, and only an administrator changes. */
    private static final String[] SHARED = {"/api/agents/**", "/api/meta-memory/**"};
    /** What makes the runtime call addresses, or reaches over tenants. */
    private static final String CONNECTIONS = "/api/models/{name}";

    private AccessRules() {}

    /** Adds the rules to a chain. */
    public static void apply(AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests) {
        requests.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR).permitAll()
                .requestMatchers(PUBLIC).permitAll()
                .requestMatchers(ADMINISTRATION).hasRole(Role.ADMIN.name())
                .requestMatchers("/api/notes/user/{owner}/**").access(AccessRules::ownNotes)
                .requestMatchers(HttpMethod.GET).hasRole(Role.READER.name())
                .requestMatchers(HttpMethod.HEAD).hasRole(Role.READER.name())
                .requestMatchers(CONNECTIONS).hasRole(Role.OPERATOR.name())
                .requestMatchers(SHARED).hasRole(Role.ADMIN.name())
                .anyRequest().hasRole(Role.USER.name());
    }

    /** Notes of a user are that user's, and an administrator's. */
    private static AuthorizationDecision ownNotes(Supplier<? extends Authentication> authentication, RequestAuthorizationContext context) {
        if (!(authentication.get() instanceof CallerAuthentication known)) {
            return new AuthorizationDecision(false);
        }
        Caller caller = known.getPrincipal();
        boolean looks = HttpMethod.GET.matches(context.getRequest().getMethod());
        boolean own = caller.user().equals(context.getVariables().get("owner"));
        return new AuthorizationDecision(caller.role().includes(Role.ADMIN) || own && caller.role().includes(looks ? Role.READER : Role.USER));
    }
}
