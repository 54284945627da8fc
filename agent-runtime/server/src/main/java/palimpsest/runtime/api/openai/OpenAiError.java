package palimpsest.runtime.api.openai;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import palimpsest.runtime.api.Problems;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.event.RunEvent.RunFailed;

/** A refusal in OpenAI's shape. */
public final class OpenAiError extends RuntimeException {

    private static final String INVALID = "invalid_request_error";
    private static final String RATE = "rate_limit_error";
    private static final String ROOT = "/v1";
    private static final String PATHS = ROOT + "/";
    private static final String QUOTA = "insufficient_quota";
    private static final String SERVER = "server_error";

    private final HttpStatus status;
    private final transient Detail detail;
    private final boolean retryable;

    /** {@code param} and {@code code} may be null. */
    public record Detail(String message, String type, String param, String code) {
        public Detail {
            message = Problems.shown(message);
        }
    }

    /** The body of an error. */
    public record View(Detail error) {}

    OpenAiError(HttpStatus status, Detail detail, boolean retryable) {
        super(detail.message());
        this.status = status;
        this.detail = detail;
        this.retryable = retryable;
    }

    /** Whether a request's errors have this shape. */
    public static boolean isFor(HttpServletRequest request) {
        return isFor(request.getRequestURI().substring(request.getContextPath().length()));
    }

    /** The same by the path alone; null for one that can't be read. */
    public static boolean isFor(String path) {
        return path != null && (path.startsWith(PATHS) || path.equals(ROOT));
    }

    /** The body of a refusal before a controller was reached. */
    public static View body(HttpStatus status, String param, String code, String message) {
        return of(status, param, code, message).view();
    }

    /** @param param the field that is wrong, as a path: {@code messages[0].role} */
    static OpenAiError invalid(String param, String message) {
        return invalid(param, null, message);
    }

    static OpenAiError invalid(String param, String code, String message) {
        return of(HttpStatus.BAD_REQUEST, param, code, message);
    }

    static OpenAiError unsupported(String param, String message) {
        return invalid(param, "unsupported_value", message);
    }

    static OpenAiError of(HttpStatus status, String param, String code, String message) {
        return new OpenAiError(status, new Detail(message, type(status), param, code), status.is5xxServerError());
    }

    private static String type(HttpStatus status) {
        return status.is5xxServerError() ? SERVER : status == HttpStatus.TOO_MANY_REQUESTS ? RATE : INVALID;
    }

    static OpenAiError unknownModel(String model) {
        return of(HttpStatus.NOT_FOUND, "model", "model_not_found", "The model `" + model + "` does not exist. Models are agents: GET /v1/models lists them.");
    }

    static OpenAiError of(RequestRefused refused) {
        HttpStatus status = switch (refused.reason()) {
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case RUN_IN_PROGRESS, RUN_STATE, NAME_TAKEN, IN_USE, OVERTAKEN, NOT_UNDOABLE -> HttpStatus.CONFLICT;
            case QUOTA_REACHED -> HttpStatus.TOO_MANY_REQUESTS;
            case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
            case IDEMPOTENCY_KEY_REUSED -> HttpStatus.UNPROCESSABLE_CONTENT;
            case INVALID, EMPTY_QUESTION, NO_DOCUMENTS, NO_READABLE_DOCUMENT -> HttpStatus.BAD_REQUEST;
        };
        if (refused.reason() == RequestRefused.Reason.QUOTA_REACHED) {
            return new OpenAiError(status, new Detail(refused.getMessage(), QUOTA, null, QUOTA), false);
        }
        String code = refused.reason().name().toLowerCase(Locale.ROOT);
        // A conversation that is busy is free in a moment; nothing else gets better by trying again.
        return new OpenAiError(status, new Detail(refused.getMessage(), INVALID, refused.field().map(field -> field.equals("user_id") ? "user" : field).orElse(null), code), refused.reason() == RequestRefused.Reason.RUN_IN_PROGRESS);
    }

    /** A run that ended without an answer. */
    static OpenAiError of(RunFailed failure) {
        if (failure.type().equals(RunFailed.WINDOW_TOO_SMALL)) {
            return invalid("messages", "context_length_exceeded", failure.detail());
        }
        HttpStatus status = failure.retryable() ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.INTERNAL_SERVER_ERROR;
        return new OpenAiError(status, new Detail(failure.title() + ": " + failure.detail(), SERVER, null, failure.type().replace('-', '_')), failure.retryable());
    }

    HttpStatus status() {
        return status;
    }

    boolean retryable() {
        return retryable;
    }

    View view() {
        return new View(detail);
    }

    Detail detail() {
        return detail;
    }
}
