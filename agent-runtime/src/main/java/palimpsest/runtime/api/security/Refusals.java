package palimpsest.runtime.api.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import palimpsest.runtime.api.Problems;
import palimpsest.runtime.api.openai.OpenAiError;
import tools.jackson.databind.json.JsonMapper;

/** Refusals before a controller is reached: problem details, or under {@code /v1} an error in OpenAI's shape. */
public final class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {

    private final JsonMapper json;

    public Refusals(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e) throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"palimpsest\"");
        String detail = e instanceof InsufficientAuthenticationException
                ? "Send a key as Authorization: Bearer KEY or X-API-Key: KEY. ./palimpsest keys create makes one." : e.getMessage();
        write(request, response, HttpStatus.UNAUTHORIZED, "unauthenticated", "Not authenticated", detail, "invalid_api_key");
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException e) throws IOException {
        String role = CallerAuthentication.current().map(caller -> caller.role().label()).orElse("none");
        write(request, response, HttpStatus.FORBIDDEN, "forbidden", "Not allowed",
                "The caller's role, " + role + ", does not allow " + request.getMethod() + " " + request.getRequestURI() + ".", "insufficient_permissions");
    }

    /** @param code in OpenAI's shape */
    void write(HttpServletRequest request, HttpServletResponse response, HttpStatus status, String type, String title, String detail, String code)
            throws IOException {
        boolean openAi = OpenAiError.isFor(request);
        response.setStatus(status.value());
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setContentType(contentType(openAi));
        response.getWriter().write(text(openAi, status, type, title, detail, code));
    }

    /** A request that the firewall stopped. */
    public void rejected(HttpServletRequest request, HttpServletResponse response, RequestRejectedException e) throws IOException {
        UnreadRequest told = UnreadRequest.of(HttpStatus.BAD_REQUEST.value());
        write(request, response, told.status(), told.type(), told.title(), told.detail(), told.code());
    }

    static String contentType(boolean openAi) {
        return openAi ? MediaType.APPLICATION_JSON_VALUE : MediaType.APPLICATION_PROBLEM_JSON_VALUE;
    }

    /** The body of an error where nobody knows which door the request was for: a problem that has OpenAI's error in it. */
    String textOfBoth(HttpStatus status, String type, String title, String detail, String code) {
        Map<String, Object> both = body(Problems.problem(status, type, title, detail));
        both.put("error", OpenAiError.body(status, code, detail).error());
        return json.writeValueAsString(both);
    }

    /** The body of an error. */
    String text(boolean openAi, HttpStatus status, String type, String title, String detail, String code) {
        return json.writeValueAsString(openAi ? OpenAiError.body(status, code, detail) : body(Problems.problem(status, type, title, detail)));
    }

    private static Map<String, Object> body(ProblemDetail problem) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", problem.getType());
        body.put("title", problem.getTitle());
        body.put("status", problem.getStatus());
        body.put("detail", problem.getDetail());
        return body;
    }
}
