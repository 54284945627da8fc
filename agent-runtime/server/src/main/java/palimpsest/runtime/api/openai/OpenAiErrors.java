package palimpsest.runtime.api.openai;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import palimpsest.memory.database.DatabaseFault;
import palimpsest.runtime.api.Problems;
import palimpsest.runtime.conversation.RequestRefused;
import tools.jackson.databind.json.JsonMapper;

/** Every error under {@code /v1} in OpenAI's shape, also those that no controller of ours has seen. */
final class OpenAiErrors implements HandlerExceptionResolver, Ordered {

    private static final Logger log = LoggerFactory.getLogger(OpenAiErrors.class);
    private static final String RETRY_SECONDS = "2";

    private final JsonMapper json;

    OpenAiErrors(JsonMapper json) {
        this.json = json;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response, Object handler, Exception e) {
        if (!OpenAiError.isFor(request) || response.isCommitted()) {
            return null;
        }
        OpenAiError error = error(e, request);
        // Not the headers: the request's id is among them.
        response.resetBuffer();
        response.setStatus(error.status().value());
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        // OpenAI's clients obey it, whatever the status.
        response.setHeader("x-should-retry", Boolean.toString(error.retryable()));
        if (error.retryable()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        }
        if (e instanceof HttpRequestMethodNotSupportedException wrong && wrong.getSupportedMethods() != null) {
            response.setHeader(HttpHeaders.ALLOW, String.join(", ", wrong.getSupportedMethods()));
        }
        write(response, error);
        return new ModelAndView();
    }

    private void write(HttpServletResponse response, OpenAiError error) {
        try {
            response.getOutputStream().write(json.writeValueAsString(error.view()).getBytes(StandardCharsets.UTF_8));
            // What is sent stays as it is: to OPTIONS the servlet would add a list of methods that the address does not take.
            response.flushBuffer();
        } catch (IOException gone) {
            log.debug("A client went away before its error: {}", gone.getMessage());
        }
    }

    private static OpenAiError error(Exception e, HttpServletRequest request) {
        String asked = request.getMethod() + " " + request.getRequestURI();
        return switch (e) {
            case OpenAiError error -> error;
            case RequestRefused refused -> OpenAiError.of(refused);
            case HttpMessageNotReadableException ignored -> OpenAiError.invalid(null,
                    "We could not parse the JSON body of your request. The API expects one JSON object.");
            case HttpRequestMethodNotSupportedException ignored -> OpenAiError.of(HttpStatus.METHOD_NOT_ALLOWED, null, "method_not_supported",
                    "Not allowed to " + asked + ": use " + String.join(" or ", supported(e)) + ".");
            case HttpMediaTypeNotSupportedException ignored -> OpenAiError.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE, null, "unsupported_media_type",
                    "Unsupported Content-Type: send 'application/json'.");
            case HttpMediaTypeNotAcceptableException ignored -> OpenAiError.of(HttpStatus.NOT_ACCEPTABLE, null, "not_acceptable",
                    "Unsupported Accept: answers are 'application/json', streams 'text/event-stream'.");
            case RequestRejectedException ignored -> OpenAiError.invalid(null, Problems.REJECTED);
            case NoResourceFoundException ignored -> OpenAiError.of(HttpStatus.NOT_FOUND, null, "unknown_url", "Invalid URL (" + asked + ")");
            case DataAccessException ignored -> database(e, asked);
            case TransactionException ignored -> database(e, asked);
            default -> unexpected(e, asked);
        };
    }

    private static String[] supported(Exception e) {
        String[] methods = ((HttpRequestMethodNotSupportedException) e).getSupportedMethods();
        return methods == null ? new String[] {"another method"} : methods;
    }

    private static OpenAiError database(Exception e, String asked) {
        return switch (DatabaseFault.of(e)) {
            case UNAVAILABLE -> {
                log.error("{} failed in the database: {}", asked, e.getMessage());
                yield OpenAiError.of(HttpStatus.SERVICE_UNAVAILABLE, null, "database_unavailable",
                        "The database did not answer. Nothing recorded is lost; try again in a moment.");
            }
            case UNSTORABLE -> {
                log.warn("{} holds a value that the database can't store: {}", asked, e.getMessage());
                yield OpenAiError.invalid(null, "The request holds a value that can't be stored: a character, a number, a time or a length out of range.");
            }
            case CONFLICT -> {
                log.warn("{} met a row that is there already, or one that is gone: {}", asked, e.getMessage());
                yield OpenAiError.of(HttpStatus.CONFLICT, null, "conflict", "Somebody else changed the same thing just now. Look at it as it is now, then decide anew.");
            }
            case DEFECT -> unexpected(e, asked);
        };
    }

    private static OpenAiError unexpected(Exception e, String asked) {
        log.error("{} failed", asked, e);
        return OpenAiError.of(HttpStatus.INTERNAL_SERVER_ERROR, null, "internal", "The request was not carried out. The runtime's log says why.");
    }
}
