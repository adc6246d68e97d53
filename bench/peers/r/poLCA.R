# poLCA: latent classes of categorical columns, missing cells kept (na.rm = FALSE).
suppressPackageStartupMessages(library(poLCA))
package <- 'poLCA'
frame <- as.data.frame(numbers(columns) + 1)
names(frame) <- paste0('V', seq_along(columns))
formula <- as.formula(sprintf('cbind(%s) ~ 1', paste(names(frame), collapse = ', ')))

fitted_outcome <- function(fit) {
  parameters <- setNames(lapply(fit$probs, function(probabilities) list(probabilities = unname(unclass(probabilities)))), names(columns))
  outcome(-fit$llik, fit$P, parameters)
}
fit_default <- function(k) fitted_outcome(poLCA(formula, frame, nclass = k, na.rm = FALSE, verbose = FALSE))
fit_many <- function(k) best_of(input$starts, function(i) {
  fitted_outcome(poLCA(formula, frame, nclass = k, na.rm = FALSE, maxiter = 10000, verbose = FALSE, calc.se = FALSE))
})
