package palimpsest.runtime.api.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;
import palimpsest.memory.key.ApiKeys;

/** Recognises a key in {@code Authorization: Bearer} or {@code X-API-Key}. A key that is none ends the request; no key is left to what follows. */
public final class ApiKeyFilter extends OncePerRequestFilter {

    private static final String HEADER = "X-API-Key";
    private static final String BEARER = "Bearer ";

    private final ApiKeys keys;
    private final AuthenticationEntryPoint refusal;
    private final boolean tokensToo;

    /** @param tokensToo whether a bearer that is no key may be a token, which is for another filter */
    public ApiKeyFilter(ApiKeys keys, AuthenticationEntryPoint refusal, boolean tokensToo) {
        this.keys = keys;
        this.refusal = refusal;
        this.tokensToo = tokensToo;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws ServletException, IOException {
        String secret = secret(request);
        if (secret == null) {
            chain.doFilter(request, response);
            return;
        }
        var key = keys.recognise(secret);
        if (key.isEmpty()) {
            refusal.commence(request, response, new BadCredentialsException("The key is not known here, has expired or was revoked."));
            return;
        }
        var context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new CallerAuthentication(Caller.of(key.get())));
        SecurityContextHolder.setContext(context);
        chain.doFilter(request, response);
    }

    private String secret(HttpServletRequest request) {
        String header = request.getHeader(HEADER);
        if (header != null) {
            return header.strip();
        }
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return null;
        }
        String bearer = authorization.substring(BEARER.length()).strip();
        return tokensToo && !isKey(bearer) ? null : bearer;
    }

    /** Finds bearers that are tokens: a key was recognised before. */
    public static BearerTokenResolver tokensOnly() {
        var bearers = new DefaultBearerTokenResolver();
        return request -> CallerAuthentication.current().isPresent() ? null : bearers.resolve(request);
    }

    private static boolean isKey(String bearer) {
        return bearer.startsWith(ApiKeys.PREFIX);
    }
}
