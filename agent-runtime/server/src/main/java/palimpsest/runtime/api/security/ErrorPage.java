package palimpsest.runtime.api.security;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.runtime.api.openai.OpenAiError;

/** Errors that a filter only gave a status for. */
@Hidden
@RestController
public final class ErrorPage implements ErrorController {

    private final Refusals refusals;

    public ErrorPage(Refusals refusals) {
        this.refusals = refusals;
    }

    @RequestMapping("${spring.web.error.path:${error.path:/error}}")
    ResponseEntity<String> error(HttpServletRequest request) {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        boolean openAi = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String uri && OpenAiError.isFor(uri);
        UnreadRequest told = UnreadRequest.of(status);
        return ResponseEntity.status(told.status()).contentType(MediaType.parseMediaType(Refusals.contentType(openAi)))
                .body(refusals.text(openAi, told));
    }
}
