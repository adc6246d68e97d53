# flexmix: FLXMCmvnorm(diagonal) or FLXMCnorm1, FLXMCmvbinary, FLXMCmvpois, and FLXMRmultinom with an intercept alone for
# more than two levels, in a list. Its normal drivers divide by n (1 - sum w^2), w the normalised posteriors (cov.wt's
# "unbiased"), which is no maximum of the likelihood: `fit_many` puts cov.wt(method = "ML") into them.
suppressPackageStartupMessages(library(flexmix))
package <- 'flexmix'
normals <- of_kind('normal', 'lognormal'); binaries <- of_kind('bernoulli'); counts <- of_kind('poisson'); levelled <- of_kind('categorical')

frame <- data.frame(row = seq_len(rows))
frame$normals <- numbers(normals); frame$binaries <- numbers(binaries); frame$counts <- numbers(counts)
for (i in seq_along(levelled)) frame[[paste0('levels', i)]] <- factor(levelled[[i]]$values)

normal_driver <- function() if (length(normals) > 1) FLXMCmvnorm(normals ~ 1, diagonal = TRUE) else FLXMCnorm1(normals ~ 1)
with_ml_variances <- function(driver) {
  define <- driver@defineComponent
  driver@fit <- function(x, y, w, ...) {
    moments <- cov.wt(as.matrix(y), wt = w, method = 'ML')
    define(list(center = moments$center, cov = if (ncol(y) > 1) diag(diag(moments$cov)) else moments$cov, df = 2 * ncol(y)))
  }
  driver
}
drivers <- function(ml) c(
  if (length(normals) > 0) list(if (ml) with_ml_variances(normal_driver()) else normal_driver()),
  if (length(binaries) > 0) list(FLXMCmvbinary(binaries ~ 1)),
  if (length(counts) > 0) list(FLXMCmvpois(counts ~ 1)),
  lapply(seq_along(levelled), function(i) FLXMRmultinom(as.formula(paste0('levels', i, ' ~ 1'))))
)

by_component <- function(fit, model, value) sapply(fit@components, function(component) as.numeric(value(component[[model]]@parameters)))
fitted_outcome <- function(fit) {
  model <- 0
  parameters <- list()
  if (length(normals) > 0) {
    model <- model + 1
    means <- by_component(fit, model, function(p) if (is.null(p$center)) p$mean else p$center)
    sds <- by_component(fit, model, function(p) if (is.null(p$cov)) p$sd else sqrt(diag(p$cov)))
    shape <- function(m) matrix(m, nrow = length(normals), dimnames = list(names(normals), NULL))
    parameters <- c(parameters, normal_parameters(names(normals), shape(means), shape(sds)))
  }
  if (length(binaries) > 0) {
    model <- model + 1
    second <- matrix(by_component(fit, model, function(p) p$center), nrow = length(binaries))
    for (d in seq_along(binaries)) parameters[[names(binaries)[d]]] <- list(probabilities = cbind(1 - second[d, ], second[d, ]))
  }
  if (length(counts) > 0) {
    model <- model + 1
    rates <- matrix(by_component(fit, model, function(p) p$lambda), nrow = length(counts))
    for (d in seq_along(counts)) parameters[[names(counts)[d]]] <- list(rate = I(rates[d, ]))
  }
  for (i in seq_along(levelled)) {
    odds <- matrix(by_component(fit, model + i, function(p) exp(c(0, p$coef))), ncol = fit@k)
    parameters[[names(levelled)[i]]] <- list(probabilities = t(odds) / colSums(odds))
  }
  outcome(-as.numeric(logLik(fit)), prior(fit), parameters)
}

fit_default <- function(k) fitted_outcome(flexmix(~ 1, data = frame, k = k, model = drivers(FALSE)))

# As initFlexmix does: many runs, here the best three continued to the end.
fit_many <- function(k) {
  models <- drivers(TRUE)
  control <- function(iterations, tolerance) list(iter.max = iterations, tolerance = tolerance, minprior = 0)
  failed <- 0
  kept <- list()
  for (i in seq_len(input$starts)) {
    fit <- tryCatch(flexmix(~ 1, data = frame, k = k, model = models, control = control(200, 1e-6)), error = function(e) NULL)
    usable <- !is.null(fit) && is.finite(logLik(fit))
    if (!usable) failed <- failed + 1
    else kept[[length(kept) + 1]] <- list(nlml = -as.numeric(logLik(fit)), posterior = posterior(fit))
  }
  spikes <- c()
  refined <- list()
  for (i in order(vapply(kept, `[[`, 0, 'nlml'))) {
    if (length(refined) == 3) break
    fit <- tryCatch(flexmix(~ 1, data = frame, model = models, cluster = kept[[i]]$posterior, control = control(5000, 1e-12)), error = function(e) NULL)
    fitted <- if (is.null(fit)) NULL else fitted_outcome(fit)
    if (is.null(fitted)) failed <- failed + 1
    else if (is_spike(fitted)) spikes <- c(spikes, fitted$reported)
    else refined[[length(refined) + 1]] <- fitted
  }
  best <- if (length(refined) > 0) refined[[which.min(vapply(refined, `[[`, 0, 'reported'))]]
  searched(best, input$starts, spikes, failed)
}
