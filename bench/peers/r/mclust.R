# mclust: VVI, or V for one column; no prior (its default). Start: its own hierarchical clustering, or many random ones.
suppressPackageStartupMessages(library(mclust))
package <- 'mclust'
x <- numbers(columns)
model <- if (ncol(x) > 1) 'VVI' else 'V'

fitted_outcome <- function(fit) {
  if (is.null(fit)) stop('mclust answers no fit')
  parameters <- fit$parameters
  variances <- if (ncol(x) > 1) apply(parameters$variance$sigma, 3, diag) else matrix(parameters$variance$sigmasq, nrow = 1)
  means <- matrix(parameters$mean, nrow = ncol(x))
  rownames(means) <- rownames(variances) <- colnames(x)
  outcome(-fit$loglik, parameters$pro, normal_parameters(colnames(x), means, sqrt(variances)))
}
fit_default <- function(k) fitted_outcome(Mclust(x, G = k, modelNames = model, verbose = FALSE))

# Half the starts merge rows at random (hcRandomPairs), half cluster a random half of the rows hierarchically.
fit_many <- function(k) best_of(input$starts, function(i) {
  initialization <- if (i %% 2 == 0) list(hcPairs = hcRandomPairs(x, seed = i)) else list(subset = sample(rows, rows %/% 2))
  fitted_outcome(Mclust(x, G = k, modelNames = model, initialization = initialization, control = emControl(tol = 1e-12), verbose = FALSE))
})
