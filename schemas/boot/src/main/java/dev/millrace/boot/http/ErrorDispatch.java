package dev.millrace.boot.http;

import dev.millrace.web.error.ApiErrors;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what the container dispatches as an error, instead of Boot's page. */
@RestController
class ErrorDispatch implements ErrorController {

    private final ApiErrors errors;

    ErrorDispatch(ApiErrors errors) {
        this.errors = errors;
    }

    @RequestMapping("/error")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        errors.onDispatch(request, response);
    }
}
