"""Clusterings against published values, other implementations, and groups that were planted."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.stats import multivariate_normal
from sklearn.datasets import load_iris, load_wine
from sklearn.metrics import adjusted_rand_score, silhouette_score

from mktlab.segment import clusterings

IRIS, SPECIES = load_iris(return_X_y=True)
WINE, CULTIVARS = load_wine(return_X_y=True)


def standardised(data):
    return (data - data.mean(axis=0)) / data.std(axis=0)


def planted(rows, apart, seed, missing=0.5):
    """Three classes told by two numbers and four attributes, of which a share is not known."""
    rng = np.random.default_rng(seed)
    classes = rng.integers(0, 3, rows)
    numbers = rng.normal(size=(rows, 2)) + apart * np.array([[0, 0], [1, 0], [0, 1]])[classes]
    strays = rng.random((rows, 4)) < 0.3
    levels = np.where(strays, rng.integers(0, 3, (rows, 4)), classes[:, None])
    texts = np.array(["low", "middle", "high"], dtype=object)[levels]
    texts[rng.random((rows, 4)) < missing] = None
    return numbers, pd.DataFrame(texts, columns=list("abcd")), classes


def latent_class(data, k, seed):
    """The fourth method, with attributes that follow from the numbers and are not always known."""
    texts = np.where(data > 0, "high", "low").astype(object)
    texts[abs(data) < 0.3] = None
    return clusterings.latent_class(data, pd.DataFrame(texts), k, seed)


METHODS = {
    "kmeans": clusterings.kmeans,
    "ward": clusterings.ward,
    "gaussian_mixture": clusterings.gaussian_mixture,
    "latent_class": latent_class,
}
every_method = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)


@pytest.mark.parametrize(
    ("method", "data", "truth", "published"),
    [
        (clusterings.kmeans, IRIS, SPECIES, 0.7302),
        (clusterings.kmeans, standardised(IRIS), SPECIES, 0.6201),
        (clusterings.kmeans, standardised(WINE), CULTIVARS, 0.8975),
        (clusterings.gaussian_mixture, IRIS, SPECIES, 0.9039),
        (clusterings.gaussian_mixture, standardised(IRIS), SPECIES, 0.9039),
        (clusterings.ward, IRIS, SPECIES, 0.7312),
    ],
)
def test_known_data_is_cut_as_published(method, data, truth, published):
    assert adjusted_rand_score(truth, method(data, 3, 0)) == pytest.approx(published, abs=5e-5)


def test_the_silhouette_of_iris_is_the_published_one():
    labels = clusterings.kmeans(IRIS, 3, 0)
    assert silhouette_score(IRIS, labels) == pytest.approx(0.5528, abs=5e-5)


def test_ward_agrees_with_the_tree_of_scipy():
    """Peer check. Wine, because it has no ties in distances that could be broken either way."""
    data = standardised(WINE)
    for k in (2, 3, 5, 8):
        theirs = fcluster(linkage(data, "ward"), k, criterion="maxclust")
        assert adjusted_rand_score(theirs, clusterings.ward(data, k, 0)) == 1


def test_bic_of_one_component_is_that_of_a_gaussian():
    fit = multivariate_normal(IRIS.mean(axis=0), np.cov(IRIS.T, bias=True))
    by_hand = (4 + 10) * np.log(150) - 2 * fit.logpdf(IRIS).sum()
    assert clusterings.bic(IRIS, 1, 0) == pytest.approx(by_hand, abs=0.01)


def test_bic_of_iris_is_least_for_two_components_as_in_mclust():
    found = {k: clusterings.bic(IRIS, k, 0) for k in (1, 2, 3, 4)}
    assert min(found, key=found.get) == 2
    assert found[2] == pytest.approx(574.0178, abs=0.01)


@every_method
@pytest.mark.parametrize("seed", range(3))
def test_labels_do_not_depend_on_the_order_of_rows(method, seed):
    rng = np.random.default_rng(seed)
    data = rng.normal(size=(90, 3)).round(1)
    data = np.vstack([data, data[:15]])
    places = rng.permutation(len(data))
    labels = method(data, 4, 1)
    assert sorted(set(labels)) == [0, 1, 2, 3]
    assert (method(data[places], 4, 1) == labels[places]).all()


@given(seed=st.integers(0, 10_000), k=st.integers(1, 5))
@settings(max_examples=25)
def test_labels_of_kmeans_and_ward_do_not_depend_on_the_order_of_rows_for_any_data(seed, k):
    rng = np.random.default_rng(seed)
    data = rng.integers(-4, 5, size=(40, rng.integers(1, 4))) / 2
    places = rng.permutation(len(data))
    for method in (clusterings.kmeans, clusterings.ward):
        assert (method(data[places], k, seed) == method(data, k, seed)[places]).all()


@every_method
def test_the_same_seed_gives_the_same_labels(method):
    data = np.random.default_rng(1).normal(size=(90, 3))
    assert (method(data, 4, 7) == method(data, 4, 7)).all()


@every_method
def test_groups_are_numbered_by_their_centres(method):
    data = np.random.default_rng(2).normal(size=(90, 3))
    first = clusterings.centres(data, method(data, 4, 0))[:, 0]
    assert (np.diff(first) > 0).all()


def test_centres_are_the_means_of_groups():
    data = np.array([[0.0, 1], [2, 3], [10, 10]])
    assert clusterings.centres(data, np.array([1, 1, 0])).tolist() == [[10, 10], [1, 2]]


@given(seed=st.integers(0, 10_000), groups=st.integers(1, 6))
@settings(max_examples=60)
def test_numbering_keeps_groups_and_does_not_see_their_old_names(seed, groups):
    rng = np.random.default_rng(seed)
    data = rng.normal(size=(30, 2))
    labels = rng.integers(0, groups, 30)
    numbered = clusterings.numbered(data, labels)
    assert adjusted_rand_score(labels, numbered) == 1
    assert set(numbered) == set(range(len(set(labels))))
    assert (clusterings.numbered(data, numbered) == numbered).all()
    renamed = rng.permutation(100)[:groups][labels]
    assert (clusterings.numbered(data, renamed) == numbered).all()


def test_groups_alike_in_the_first_variable_are_numbered_by_the_second():
    data = np.array([[1.0, 9], [1, 5], [0, 7]])
    assert clusterings.numbered(data, np.array([0, 1, 2])).tolist() == [2, 1, 0]


@given(seed=st.integers(0, 10_000), k=st.integers(1, 6), variables=st.integers(1, 5))
@settings(max_examples=60)
def test_nearest_agrees_with_measuring_every_distance(seed, k, variables):
    rng = np.random.default_rng(seed)
    data, means = rng.normal(3, 2, (30, variables)), rng.normal(3, 2, (k, variables))
    distance = np.linalg.norm(data[:, None] - means[None], axis=2)
    assert (clusterings.nearest(data, means) == distance.argmin(axis=1)).all()


def test_fewer_distinct_rows_than_groups_give_fewer_groups():
    data = np.repeat([[1.0, 1], [0, 0]], 20, axis=0)
    assert clusterings.kmeans(data, 3, 0).tolist() == [1] * 20 + [0] * 20


def test_latent_classes_are_found_though_half_of_the_attributes_are_missing():
    numbers, attributes, classes = planted(500, apart=2, seed=0)
    found = clusterings.latent_class(numbers, attributes, 3, 0)
    alone = clusterings.latent_class(numbers, attributes[[]], 3, 0)
    assert adjusted_rand_score(classes, found) > 0.6
    assert adjusted_rand_score(classes, found) > adjusted_rand_score(classes, alone) + 0.1


def test_latent_classes_are_found_in_numbers_alone():
    numbers, attributes, classes = planted(300, apart=5, seed=1)
    found = clusterings.latent_class(numbers, attributes[[]], 3, 0)
    assert adjusted_rand_score(classes, found) > 0.9


def test_latent_classes_are_found_though_numbers_are_missing():
    numbers, attributes, classes = planted(400, apart=3, seed=2)
    numbers[np.random.default_rng(3).random(numbers.shape) < 0.2] = np.nan
    found = clusterings.latent_class(numbers, attributes, 3, 0)
    assert adjusted_rand_score(classes, found) > 0.6


def test_what_is_missing_together_makes_no_class():
    numbers, attributes, classes = planted(300, apart=6, seed=5, missing=0)
    attributes[np.random.default_rng(6).random(300) < 0.5] = None
    found = clusterings.latent_class(numbers, attributes, 3, 0)
    assert adjusted_rand_score(classes, found) > 0.9


def test_latent_classes_go_by_the_place_of_attributes_and_not_by_their_index():
    numbers, attributes, _ = planted(150, apart=4, seed=4)
    named = attributes.set_axis([f"customer {i}" for i in range(150)][::-1], axis=0)
    one, other = (clusterings.latent_class(numbers, a, 3, 0) for a in (attributes, named))
    assert (one == other).all()
