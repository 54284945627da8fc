package palimpsest.runtime.api;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import org.apache.tomcat.util.http.fileupload.InvalidFileNameException;
import org.apache.tomcat.util.http.fileupload.impl.FileCountLimitExceededException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ResolvableType;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import palimpsest.memory.database.DatabaseFault;
import palimpsest.memory.meta.evolve.LanguageModelNeeded;
import palimpsest.memory.note.NoteChangedException;
import palimpsest.runtime.conversation.RequestRefused;

/** Every error as RFC 9457 problem details with a stable type (docs/api.md, Problem types). */
@RestControllerAdvice
public class Problems extends ResponseEntityExceptionHandler {

    static final String TYPE_PREFIX = "urn:palimpsest:problem:";
    public static final String ERRORS = "errors";
    /** The field of what is wrong with a request as a whole. */
    public static final String WHOLE = "request";
    /** The field of what is wrong with a body as a whole. */
    static final String BODY = "body";

    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private static final String DATABASE_RETRY_SECONDS = "2";

    /** Of a text that a caller is told: what was sent may stand in it, whole. */
    private static final int LONGEST = 2_000;
    /** What the firewall refuses once a header is read. */
    public static final String REJECTED = "A header or parameter holds control characters: send such a text in the body, or percent-encoded in the address.";

    /** A value of a request that can't be accepted: {@code errors} of the problem {@code invalid-request}. */
    public record Invalid(String field, String message) {
        public Invalid {
            message = shown(message);
        }
    }

    /** A text without the middle of what is too long to be read; null for null. */
    public static String shown(String text) {
        if (text == null || text.length() <= LONGEST) {
            return text;
        }
        int head = text.offsetByCodePoints(0, LONGEST / 4);
        return text.substring(0, head) + " … " + text.substring(text.offsetByCodePoints(text.length(), -LONGEST / 8));
    }

    @ExceptionHandler
    ProblemDetail rejected(RequestRejectedException e) {
        ProblemDetail problem = problem(HttpStatus.BAD_REQUEST, "invalid-request", "Invalid request", REJECTED);
        problem.setProperty(ERRORS, List.of(new Invalid(WHOLE, REJECTED)));
        return problem;
    }

    @ExceptionHandler
    ProblemDetail refused(RequestRefused refused) {
        ProblemDetail problem = of(refused);
        if (refused.reason() == RequestRefused.Reason.INVALID || refused.field().isPresent()) {
            problem.setProperty(ERRORS, List.of(new Invalid(refused.field().orElse(WHOLE), refused.getMessage())));
        }
        return problem;
    }

    private static ProblemDetail of(RequestRefused refused) {
        return switch (refused.reason()) {
            case NOT_FOUND -> problem(HttpStatus.NOT_FOUND, "not-found", "Not found", refused.getMessage());
            case INVALID -> problem(HttpStatus.BAD_REQUEST, "invalid-request", "Invalid request", refused.getMessage());
            case NAME_TAKEN -> problem(HttpStatus.CONFLICT, "name-taken", "Name taken", refused.getMessage());
            case IN_USE -> problem(HttpStatus.CONFLICT, "in-use", "In use", refused.getMessage());
            case TOO_LARGE -> problem(HttpStatus.CONTENT_TOO_LARGE, "history-too-large", "History too large", refused.getMessage());
            case FORBIDDEN -> problem(HttpStatus.FORBIDDEN, "forbidden", "Not allowed", refused.getMessage());
            case QUOTA_REACHED -> problem(HttpStatus.TOO_MANY_REQUESTS, "quota-reached", "Quota reached", refused.getMessage());
            case EMPTY_QUESTION -> problem(HttpStatus.BAD_REQUEST, "empty-question", "Empty question", refused.getMessage());
            case NO_DOCUMENTS -> problem(HttpStatus.UNPROCESSABLE_CONTENT, "no-documents", "No documents", refused.getMessage());
            case NO_READABLE_DOCUMENT -> problem(HttpStatus.UNPROCESSABLE_CONTENT, "no-readable-document", "No readable document", refused.getMessage());
            case OVERTAKEN -> problem(HttpStatus.CONFLICT, "overtaken", "Overtaken", refused.getMessage());
            case NOT_UNDOABLE -> problem(HttpStatus.CONFLICT, "not-undoable", "Not undoable", refused.getMessage());
            case IDEMPOTENCY_KEY_REUSED -> problem(HttpStatus.UNPROCESSABLE_CONTENT, "idempotency-key-reused", "Key used before", refused.getMessage());
            case RUN_STATE -> problem(HttpStatus.CONFLICT, "run-state", "Not in this state", refused.getMessage());
            case RUN_IN_PROGRESS -> problem(HttpStatus.CONFLICT, "run-in-progress", "Run in progress", refused.getMessage());
        };
    }

    @ExceptionHandler
    ProblemDetail needed(LanguageModelNeeded needed) {
        return problem(HttpStatus.UNPROCESSABLE_CONTENT, "language-model-needed", "A language model is needed", needed.getMessage());
    }

    @ExceptionHandler
    ProblemDetail changed(NoteChangedException e) {
        var problem = problem(HttpStatus.PRECONDITION_FAILED, "note-changed", "Note changed", e.getMessage() + ", with If-Match: \"" + e.currentVersion() + "\".");
        problem.setProperty("current_version", e.currentVersion());
        return problem;
    }

    @ExceptionHandler
    ProblemDetail unknown(NoSuchElementException e) {
        return problem(HttpStatus.NOT_FOUND, "not-found", "Not found", e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail mistyped(MethodArgumentTypeMismatchException e) {
        if (e.getRequiredType() == UUID.class && e.getParameter().hasParameterAnnotation(PathVariable.class)) {
            return problem(HttpStatus.NOT_FOUND, "not-found", "Not found", "There is nothing with the id " + e.getValue() + ".");
        }
        return invalid(e.getName(), "must be " + JsonFaults.form(element(e)) + ", but is " + e.getValue());
    }

    /** What a parameter holds: of a list, its elements. */
    private static Class<?> element(MethodArgumentTypeMismatchException e) {
        Class<?> generic = ResolvableType.forMethodParameter(e.getParameter()).asCollection().getGeneric(0).resolve();
        return generic == null ? e.getRequiredType() : generic;
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<ProblemDetail> database(RuntimeException e, HttpServletRequest request) {
        DatabaseFault fault = DatabaseFault.of(e);
        String asked = request.getMethod() + " " + request.getRequestURI();
        return switch (fault) {
            case UNAVAILABLE -> {
                log.error("{} failed in the database: {}", asked, e.getMessage());
                yield ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).header(HttpHeaders.RETRY_AFTER, DATABASE_RETRY_SECONDS)
                        .body(problem(HttpStatus.SERVICE_UNAVAILABLE, "database-unavailable", "Database unavailable",
                                "The database did not answer. Nothing recorded is lost; try again in a moment."));
            }
            case UNSTORABLE -> {
                log.warn("{} holds a value that the database can't store: {}", asked, e.getMessage());
                yield ResponseEntity.badRequest().body(invalid(WHOLE, "holds a value that can't be stored: a character, a number, a time or a length out of range"));
            }
            case CONFLICT -> {
                log.warn("{} met a row that is there already, or one that is gone: {}", asked, e.getMessage());
                yield ResponseEntity.status(HttpStatus.CONFLICT).body(problem(HttpStatus.CONFLICT, "conflict", "Conflict",
                        "Somebody else changed the same thing just now. Look at it as it is now, then decide anew."));
            }
            case DEFECT -> ResponseEntity.internalServerError().body(unexpected(e, request));
        };
    }

    @ExceptionHandler
    ProblemDetail unexpected(Exception e, HttpServletRequest request) {
        log.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
        return problem(HttpStatus.INTERNAL_SERVER_ERROR, "internal", "Something went wrong inside the runtime",
                "The request was not carried out. The runtime's log says why.");
    }

    @Override
    protected ResponseEntity<Object> handleMaxUploadSizeExceededException(MaxUploadSizeExceededException e, HttpHeaders headers,
                                                                          HttpStatusCode status, WebRequest request) {
        String detail = "The upload is larger than the limit. Split it, send fewer files at once, or raise palimpsest.documents.max-size.";
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof FileCountLimitExceededException) {
                detail = "The upload has more files than the server takes at once: send it in several requests.";
            }
        }
        return ResponseEntity.status(HttpStatus.CONTENT_TOO_LARGE).body(problem(HttpStatus.CONTENT_TOO_LARGE, "document-too-large", "Document too large", detail));
    }

    /** A multipart body that breaks off, or whose headers can't be read. */
    @ExceptionHandler
    ProblemDetail multipart(MultipartException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidFileNameException) {
                return invalid("files", "holds a file name with U+0000, which can't be stored");
            }
        }
        return invalid(BODY, "is no multipart/form-data that can be read to its end");
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException e, HttpHeaders headers,
                                                                  HttpStatusCode status, WebRequest request) {
        return ResponseEntity.badRequest().body(invalid(JsonFaults.of(e)));
    }

    @Override
    protected ResponseEntity<Object> handleMissingServletRequestParameter(MissingServletRequestParameterException e, HttpHeaders headers,
                                                                          HttpStatusCode status, WebRequest request) {
        return ResponseEntity.badRequest().body(invalid(e.getParameterName(), "is missing"));
    }

    @Override
    protected ResponseEntity<Object> handleServletRequestBindingException(ServletRequestBindingException e, HttpHeaders headers,
                                                                          HttpStatusCode status, WebRequest request) {
        return ResponseEntity.badRequest().body(e instanceof MissingRequestHeaderException missing ? invalid(missing.getHeaderName(), "is missing")
                : invalid(WHOLE, String.valueOf(e.getMessage())));
    }

    @Override
    protected ResponseEntity<Object> handleNoResourceFoundException(NoResourceFoundException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return ResponseEntity.status(status).body(problem(HttpStatus.NOT_FOUND, "not-found", "Not found", "There is nothing at /" + e.getResourcePath() + "."));
    }

    /** Whatever Spring MVC itself refuses keeps its status and gets a type of ours. */
    @Override
    protected ResponseEntity<Object> handleExceptionInternal(Exception e, Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var told = new HttpHeaders(headers);
        // Whatever the caller accepts: otherwise one who accepts nothing that there is would be told nothing.
        told.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        var response = super.handleExceptionInternal(e, body, told, status, request);
        if (response != null && response.getBody() instanceof ProblemDetail problem) {
            problem.setType(URI.create(TYPE_PREFIX + type(status)));
            if (status.value() == HttpStatus.BAD_REQUEST.value()) {
                problem.setProperty(ERRORS, List.of(new Invalid(WHOLE, String.valueOf(problem.getDetail()))));
            }
        }
        return response;
    }

    /** The type of a refusal that is told by its status alone. */
    public static String type(HttpStatusCode status) {
        return switch (status.value()) {
            case 404 -> "not-found";
            case 405 -> "method-not-allowed";
            case 406 -> "not-acceptable";
            case 413 -> "body-too-large";
            case 415 -> "unsupported-media-type";
            default -> status.is4xxClientError() ? "invalid-request" : "internal";
        };
    }

    static ProblemDetail invalid(String field, String message) {
        return invalid(new Invalid(field, message));
    }

    /** @param invalid whose message goes on after the field's name: {@code is missing} */
    public static ProblemDetail invalid(Invalid invalid) {
        var problem = problem(HttpStatus.BAD_REQUEST, "invalid-request", "Invalid request",
                (invalid.field().equals(BODY) || invalid.field().equals(WHOLE) ? "The " : "") + invalid.field() + " " + invalid.message() + ".");
        problem.setProperty(ERRORS, List.of(invalid));
        return problem;
    }

    public static ProblemDetail problem(HttpStatus status, String type, String title, String detail) {
        var problem = ProblemDetail.forStatusAndDetail(status, shown(detail));
        problem.setType(URI.create(TYPE_PREFIX + type));
        problem.setTitle(title);
        return problem;
    }
}
