package palimpsest.runtime.api.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
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
import palimpsest.runtime.api.Problems.Invalid;
import palimpsest.runtime.api.openai.OpenAiError;
import palimpsest.runtime.mcp.McpFault;
import tools.jackson.databind.json.JsonMapper;

/** Refusals before a controller is reached: problem details, under {@code /v1} an error in OpenAI's shape, at {@code /mcp} one of JSON-RPC. */
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
        write(request, response, status, detail, openAi ? OpenAiError.body(status, null, code, detail) : body(Problems.problem(status, type, title, detail)));
    }

    /** Refuses a value of a request before a controller was reached: 400 {@code invalid-request}. */
    void invalid(HttpServletRequest request, HttpServletResponse response, Invalid invalid) throws IOException {
        boolean openAi = OpenAiError.isFor(request);
        ProblemDetail problem = Problems.invalid(invalid);
        write(request, response, HttpStatus.BAD_REQUEST, problem.getDetail(),
                openAi ? OpenAiError.body(HttpStatus.BAD_REQUEST, invalid.field(), null, problem.getDetail()) : body(problem));
    }

    private void write(HttpServletRequest request, HttpServletResponse response, HttpStatus status, String detail, Object body) throws IOException {
        response.setStatus(status.value());
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        if (request.getRequestURI().equals(request.getContextPath() + "/mcp")) {
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.getWriter().write(new McpFault(null, McpFault.REFUSED, detail).json());
            return;
        }
        response.setContentType(contentType(OpenAiError.isFor(request)));
        response.getWriter().write(json.writeValueAsString(body));
    }

    /** A request that the firewall stopped. */
    public void rejected(HttpServletRequest request, HttpServletResponse response, RequestRejectedException e) throws IOException {
        UnreadRequest told = UnreadRequest.of(HttpStatus.BAD_REQUEST.value());
        boolean openAi = OpenAiError.isFor(request);
        write(request, response, told.status(), told.detail(), openAi ? openAi(told) : problem(told));
    }

    static String contentType(boolean openAi) {
        return openAi ? MediaType.APPLICATION_JSON_VALUE : MediaType.APPLICATION_PROBLEM_JSON_VALUE;
    }

    /** The body of an error where nobody knows which door the request was for: a problem that has OpenAI's error in it. */
    String textOfBoth(UnreadRequest told) {
        Map<String, Object> both = problem(told);
        both.put("error", openAi(told).error());
        return json.writeValueAsString(both);
    }

    /** The body of an error. */
    String text(boolean openAi, UnreadRequest told) {
        return json.writeValueAsString(openAi ? openAi(told) : problem(told));
    }

    private static OpenAiError.View openAi(UnreadRequest told) {
        return OpenAiError.body(told.status(), null, told.code(), told.detail());
    }

    /** As documented, each invalid request says in {@code errors} which part of it is meant. */
    private static Map<String, Object> problem(UnreadRequest told) {
        ProblemDetail problem = Problems.problem(told.status(), told.type(), told.title(), told.detail());
        if (told.status() == HttpStatus.BAD_REQUEST) {
            problem.setProperty(Problems.ERRORS, List.of(new Invalid(Problems.WHOLE, told.detail())));
        }
        return body(problem);
    }

    private static Map<String, Object> body(ProblemDetail problem) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", problem.getType());
        body.put("title", problem.getTitle());
        body.put("status", problem.getStatus());
        body.put("detail", problem.getDetail());
        if (problem.getProperties() != null) {
            body.putAll(problem.getProperties());
        }
        return body;
    }
}
