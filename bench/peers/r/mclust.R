# mclust: VVI, or V for one column; no prior, as by default.
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

# Half the starts cluster a random half of the rows hierarchically; half give each row to the nearest of k random ones.
# (hcRandomPairs, its own way to random starts, gives no fit where the number of rows is odd.)
fit_many <- function(k) {
  scaled <- scale(x)
  control <- emControl(tol = 1e-12)
  best_of(input$starts, function(i) {
    chosen <- sample(rows, if (i %% 2 == 0) k else rows %/% 2)
    if (i %% 2 == 1) return(fitted_outcome(Mclust(x, G = k, modelNames = model, initialization = list(subset = chosen), control = control, verbose = FALSE)))
    distances <- sapply(chosen, function(row) rowSums(sweep(scaled, 2, scaled[row, ])^2))
    fitted_outcome(me(x, modelName = model, z = unmap(max.col(-distances), groups = seq_len(k)), control = control))
  })
}
