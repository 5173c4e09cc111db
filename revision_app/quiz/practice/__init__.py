"""Practice that a learner puts together: own tests, and the recipes of them that they keep."""
