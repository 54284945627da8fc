package palimpsest.runtime.api;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import palimpsest.memory.meta.evolve.LanguageModelNeeded;
import palimpsest.memory.note.NoteChangedException;
import palimpsest.runtime.conversation.RequestRefused;

/** Every error as RFC 9457 problem details with a stable type (docs/api.md, Problem types). */
@RestControllerAdvice
public class Problems extends ResponseEntityExceptionHandler {

    static final String TYPE_PREFIX = "urn:palimpsest:problem:";

    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private static final String DATABASE_RETRY_SECONDS = "2";

    @ExceptionHandler
    ProblemDetail refused(RequestRefused refused) {
        return switch (refused.reason()) {
            case NOT_FOUND -> problem(HttpStatus.NOT_FOUND, "not-found", "Not found", refused.getMessage());
            case INVALID -> problem(HttpStatus.BAD_REQUEST, "invalid-request", "Invalid request", refused.getMessage());
            case NAME_TAKEN -> problem(HttpStatus.CONFLICT, "name-taken", "Name taken", refused.getMessage());
            case TOO_LARGE -> problem(HttpStatus.CONTENT_TOO_LARGE, "history-too-large", "History too large", refused.getMessage());
            case FORBIDDEN -> problem(HttpStatus.FORBIDDEN, "forbidden", "Not allowed", refused.getMessage());
            case QUOTA_REACHED -> problem(HttpStatus.TOO_MANY_REQUESTS, "quota-reached", "Quota reached", refused.getMessage());
            case EMPTY_QUESTION -> problem(HttpStatus.BAD_REQUEST, "empty-question", "Empty question", refused.getMessage());
            case NO_DOCUMENTS -> problem(HttpStatus.UNPROCESSABLE_CONTENT, "no-documents", "No documents", refused.getMessage());
            case NO_READABLE_DOCUMENT -> problem(HttpStatus.UNPROCESSABLE_CONTENT, "no-readable-document", "No readable document", refused.getMessage());
            case OVERTAKEN -> problem(HttpStatus.CONFLICT, "overtaken", "Overtaken", refused.getMessage());
            case NOT_UNDOABLE -> problem(HttpStatus.CONFLICT, "not-undoable", "Not undoable", refused.getMessage());
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
        if (e.getRequiredType() == UUID.class) {
            return problem(HttpStatus.NOT_FOUND, "not-found", "Not found", "There is nothing with the id " + e.getValue() + ".");
        }
        var problem = problem(HttpStatus.BAD_REQUEST, "invalid-request", "Invalid request", e.getName() + " can't be " + e.getValue() + ".");
        problem.setProperty("errors", List.of(Map.of("field", e.getName(), "message", "has the wrong type")));
        return problem;
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<ProblemDetail> database(RuntimeException e, HttpServletRequest request) {
        log.error("{} {} failed in the database: {}", request.getMethod(), request.getRequestURI(), e.getMessage());
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).header(HttpHeaders.RETRY_AFTER, DATABASE_RETRY_SECONDS)
                .body(problem(HttpStatus.SERVICE_UNAVAILABLE, "database-unavailable", "Database unavailable",
                        "The database did not answer. Nothing recorded is lost; try again in a moment."));
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
        return ResponseEntity.status(HttpStatus.CONTENT_TOO_LARGE).body(problem(HttpStatus.CONTENT_TOO_LARGE, "document-too-large", "Document too large",
                "The upload is larger than the limit. Split it, send fewer files at once, or raise palimpsest.documents.max-size."));
    }

    @Override
    protected ResponseEntity<Object> handleMethodArgumentNotValid(MethodArgumentNotValidException e, HttpHeaders headers,
                                                                  HttpStatusCode status, WebRequest request) {
        var problem = problem(HttpStatus.BAD_REQUEST, "invalid-request", "Invalid request", "Some fields can't be accepted.");
        problem.setProperty("errors", e.getFieldErrors().stream()
                .map(error -> Map.of("field", error.getField(), "message", String.valueOf(error.getDefaultMessage()))).toList());
        return ResponseEntity.badRequest().body(problem);
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException e, HttpHeaders headers,
                                                                  HttpStatusCode status, WebRequest request) {
        return ResponseEntity.badRequest().body(problem(HttpStatus.BAD_REQUEST, "invalid-request", "Invalid request",
                "The body is not the JSON object that is expected here. /api/docs shows its form."));
    }

    /** Whatever Spring MVC itself refuses keeps its status and gets a type of ours. */
    @Override
    protected ResponseEntity<Object> handleExceptionInternal(Exception e, Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var response = super.handleExceptionInternal(e, body, headers, status, request);
        if (response != null && response.getBody() instanceof ProblemDetail problem) {
            problem.setType(URI.create(TYPE_PREFIX + (status.value() == 404 ? "not-found" : status.is4xxClientError() ? "invalid-request" : "internal")));
        }
        return response;
    }

    public static ProblemDetail problem(HttpStatus status, String type, String title, String detail) {
        var problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create(TYPE_PREFIX + type));
        problem.setTitle(title);
        return problem;
    }
}
